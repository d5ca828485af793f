// Package collect turns sources into captures: when to look at a source, what a
// feed, a sitemap or a page that lists reports says is new, and each item's page
// as evidence.
//
// In come a news.Source and the Memory of its last look; out come a Feed of
// items, a news.Capture of every answer that brought something, and the Memory
// to hand in next time. The package keeps nothing between calls and asks no
// clock where it decides: NextLook gets its time from the caller. Everything
// that it reads is hostile, so all of it is bounded and a broken feed gives
// what can be understood of it.
package collect
