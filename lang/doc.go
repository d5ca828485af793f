// Package lang is the instrument of the rooms that work on text: it finds the
// sentences and dates of a report, parses English sentences, knows the names of
// countries, organisations, people and cities, and tells languages and index
// terms.
//
// In comes plain text, and for relative dates the day it was written against;
// out go spans of that text (byte offsets, end exclusive) and what they mean.
// Everything is a function of its input: no clock, no network, no files; the
// gazetteers, the parser and the recogniser of names are embedded and unpacked on first use. Where a text
// does not settle what it means, the answer says so instead of guessing.
package lang
