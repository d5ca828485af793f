// Package event reads open events out of parsed sentences: which clause tells that
// something happened, is happening or is firmly planned, who did it, to whom or what,
// and whether the sentence vouches for it. It needs no dictionary of events. A
// sentence's words with their dependency tree come in, clauses go out; the words'
// senses are in package lexicon, and each gate has a name that the clause carries.
package event
