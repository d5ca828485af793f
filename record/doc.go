// Package record takes down what a report tells: quotations with their
// speakers, statements, agreements and a few plain events, each cited to the
// sentence it stands on. Package ledger merges the facts of several reports.
//
// In comes a report, out go facts. Few, each cited, none wrong: what is not plain
// (a speaker, a date, a party) is left out. Events are CAMEO's predicate frames over
// the dependency trees of its sentences, as package frames codes them, and told only
// where the verb means it in any news; agreements,
// quotations and statements are read from rows of words, with the trees where those do
// not tell. Coder codes events alone, from trees that are given. Only English is read
// so far; a text in another language gives no facts. Everything is a function of the
// input and takes time linear in its length; the dictionaries and the parser are
// unpacked on first use.
package record
