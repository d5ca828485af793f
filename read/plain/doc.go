// Package plain reads a page that was copied or crawled as text.
//
// Bare text has no mark-up, but whoever stripped the page left traces of it: a
// breadcrumb glued together, a headline said twice, a name glued to an address. Open
// joins the lines that were cut (lines.go), finds the headline (head.go), and gives each
// line the role that such traces tell (text.go, leaders.go, comments.go, parts.go).
// numbers.go and words.go describe each line in numbers; Judge lets trees say how sure
// they are that it is body (judge.go). Select then gathers the body and fills the report.
package plain
