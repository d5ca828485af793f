// Package record takes down what a report tells: quotations with their
// speakers, statements, agreements and a few plain events, each cited to the
// sentence it stands on; and it merges what many reports tell of one agreement
// into a register entry.
//
// In comes a report, out go facts. Few, each cited, none wrong: a frame is
// taken only where subject, verb and object are plain in the sentence, and what
// is not plain (a speaker, a date, a party) is left out. Only English is read so
// far; a text in another language gives no facts. Everything is a function of
// the input and takes time linear in its length.
package record
