// Package field reads the fields of a report from a page: one file, or two, for each.
//
// Open takes a page apart and finds its headline (headline.go), because the headline is
// what the rest is told by. Once the body is selected, Report reads what stands around
// it: sections, standfirst, bylines, dates, place, figures, teasers, tags, comments. Each
// weighs what the page claims against what readers see, and returns the value with what
// says it, which becomes the report's evidence. None of them changes the page.
package field
