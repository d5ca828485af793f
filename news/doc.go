// Package news holds the words that every room of Dateline shares: what a
// source, a capture, a report, a story, a fact, an agreement, a dispatch, a
// subscriber, a delivery, an alert, a comment and a user are, what makes each of
// them the same one tomorrow (its identity), and which states it passes
// through (its life).
//
// In come nothing but values; out go values that can be written as JSON in the
// shape of docs/formats.md. The package imports nothing of ours and has no
// behaviour beyond validation and formatting. A word enters when two rooms
// need it; due times, counters, settings and SQL stay where they belong.
package news
