// Package frames codes events: who did what to whom, by the predicate frames of
// CAMEO over a dependency tree.
//
// In come the words of one sentence with their tree, and dictionaries in the
// formats of the PETRARCH coders (verbs with patterns, actors with dated roles,
// agents); out come events with a CAMEO code, the words of the predicate and the
// parties with their codes. A frame is a verb, perhaps with a particle, and what
// must hang on it: an object's head and its modifiers, a preposition with its
// noun, an adverb. Where several frames fit, the one that asks for most wins.
//
// The dictionaries' idea and wording are the Open Event Data Alliance's (CAMEO,
// PETRARCH, PETRARCH-2); that a frame is matched on a tree of Universal
// Dependencies instead of a row of words follows UniversalPETRARCH.
package frames
