// Package actor finds whom the words of a text mean. In come the sentences of an
// English text, parsed and with their names; out come the mentions – names, roles and
// pronouns – in order, and those that mean the same share the number of a chain.
//
// Names are gathered by their words. A pronoun goes to the person of the chain that
// trees, learned from labelled texts, rate highest by syntax, order and sex, and stays
// without a chain unless that is nearly certain. A role goes to the one person whom the
// text has introduced in it.
package actor
