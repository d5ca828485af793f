// Package read turns one captured page into one report: the story's body and,
// each in its own field, everything that stands around it.
//
// In comes a page as bytes (HTML, or the bare text that remains when a page is
// copied or crawled as text) with its address; out goes a news.Report, or an
// error that says why the page can't be read. The package is a pure function of
// its input: it opens nothing, asks no clock and knows no site.
//
// The way of an HTML page: dom makes text of the bytes and blocks of the text (a
// block is a paragraph, a heading, a list item …, with the marks that the page's
// own mark-up puts on it). claims gathers what the page says of itself, and of a page
// that shows no body looks for one in its scripts. phrase knows the short texts that
// pages say about themselves: bylines, dates, credits. body judges which blocks are
// the story, by small decision trees, and gives each block its one role. memory.go
// corrects the trees by what the site's other pages left (trace.go). The remaining
// files read one field each. html.go is the way in one function.
//
// The way of bare text: textlines.go joins the lines that whoever stripped the
// page cut, text.go and textparts.go give each line the role that traces tell,
// textnumbers.go and textwords.go describe it in numbers, and trees of its own
// (textjudge.go, learned by train_text_test.go) say which lines are the body.
package read
