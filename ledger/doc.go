// Package ledger merges the facts of several reports: what they corroborate, what
// they dispute and what later reports supersede.
//
// Ledger takes the facts of one story, each as one report has it (a Telling), and
// returns one LedgerEntry for each fact: its reports, the number of independent
// sources, and a Dispute for each point on which they differ, with the answers that
// were later given up marked. It can also return what was known at an earlier time.
//
// MergeAgreements does the same for agreements across all stories and returns the
// register. Binding and Defending answer which of its entries bind two parties, or
// oblige others to defend one, on a day. ReadATOP reads agreements from the ATOP
// collection, and ImportedEntry makes an entry of each.
//
// A FactWriter writes facts for other programs: JSON lines, CSV, and the columns of
// GDELT and POLECAT, and JSON-LD.
//
// Everything is a function of its input; the order in which facts come in does not
// matter. How facts are read from a text is package record's matter.
package ledger
