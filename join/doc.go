// Package join puts reports into stories as they arrive: it knows a copy of an
// earlier report, whole, cut or extended, and it knows when reports in
// different words tell of one happening.
//
// In come reports in order of arrival (Joiner.Add) or, after a restart, reports
// with what was decided about them (Joiner.Restore); out goes a link for each
// with its evidence. Joiner.SettleFresh looks at what is new together with the
// stories around it, and Joiner.Settle at all reports: they mend what the order
// of arrival got wrong and say what changes. The same reports end in the same
// stories in whatever order they came. A report that a person put into a story
// (news.Link.Bound) stays there. What is remembered is bounded: old reports
// leave, and nothing joins them any more.
//
// Two groups of reports are described beside each other in numbers (features.go,
// group.go): what they share of words, names, numbers and leads, how rare that is
// in the language (background.go), how it compares with what each shares within
// itself, what the one names and the other doesn't, how both are written, and how
// many reports of the stream have companions at all. Boosted trees that learned
// from labelled news, most of it alone (train_test.go, lonely_test.go), say how
// probably both tell of one event. Some reports are never put together, whatever
// the trees say (apart.go), and what an outlet puts below all of its reports
// counts for nothing (lines.go). Short texts, which have little in common with any
// other one, are in the end put where most of what they say is said (gather.go).
//
// Of finished stories Outlined keeps what tells which of them follow from one
// another, Matters finds that from all outlines together, and Life and Cover say
// how a story is told now and was told over time. They remember nothing.
package join
