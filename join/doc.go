// Package join puts reports into stories as they arrive: it knows a copy of an
// earlier report, whole, cut or extended, and it knows when reports in
// different words tell of one happening.
//
// In come reports in order of arrival (Joiner.Add) or, after a restart, reports
// with what was decided about them (Joiner.Restore); out go a link for each
// with its evidence, and what later evidence changes: stories that turn out to
// be one. Joiner.Settle looks at all reports together and mends what the order
// of arrival got wrong: the same reports end in the same stories in whatever
// order they came. What is remembered is bounded: old reports leave, and nothing
// joins them any more.
package join
