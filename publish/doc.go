// Package publish turns what the desk released into what readers get: view
// models of pages, feeds, sitemaps, ninjs and the bodies of e-mails.
//
// In come dispatches and the site's settings; out come values for templates and
// finished documents. Only what is published comes out, and what was killed as
// a notice without its text, at its own address alone; everything else is
// refused (ErrNotReleased) or left out of lists.
//
// A dispatch's text is treated as hostile although our own desk wrote it: it may
// have been copied from anywhere. HTML is made in one place (html.go), Markdown
// first, then an allow list; every other field is plain text, escaped where it
// is used.
package publish
