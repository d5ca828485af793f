// Package claims gathers what a page says of itself apart from its visible text.
//
// Gather reads a tree once and returns its Claims: meta elements, the title, links
// such as rel=canonical, microdata (claims.go), and the article that the page's
// JSON-LD describes (jsonld.go, which mends what isn't JSON as far as can be). A
// Claim may be wrong or absent; the fields of a report weigh them against what
// readers see. StateBody looks for the story of a page that shows none in the state
// that its scripts start from (state.go), which literal.go reads without running it.
package claims
