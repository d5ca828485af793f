// Package read turns one captured page into one report: the story's body and,
// each in its own field, everything that stands around it.
//
// In comes a page as bytes (HTML, or the bare text that remains when a page is
// copied or crawled as text) with its address; out goes a news.Report, or an
// error that says why the page can't be read. The package is a pure function of
// its input: it opens nothing, asks no clock and knows no site.
//
// The way of a page is one function, and its rooms are in the order of their imports:
//
//   - dom makes text of the bytes, a tree of the text, and blocks of the tree: a
//     paragraph, a heading, a list item …, with what the page's mark-up says of it.
//   - phrase knows the short texts that pages say about themselves: bylines, dates,
//     credits, the openings of lines that are not the story.
//   - claims gathers what the page says of itself: meta elements, JSON-LD, scripts.
//   - body judges which blocks are the story, by small decision trees trained on
//     labelled pages (train_test.go), and gives each block its one role.
//   - field reads each field of the report with what says it.
//   - plain does all of this for bare text, which has lines instead of blocks.
//   - site knows what the pages of a site have in common and what the desk says.
//
// html.go walks through them for a page of mark-up, bare.go for bare text; recall.go
// hands in what is known of the site. models.go holds the trees that are part of the
// program; data/LICENSES.md says what they were trained on. ninjs.go and markdown.go
// write a report in other forms.
package read
