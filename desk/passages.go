package desk

import (
	"regexp"
	"strings"
)

// A Passage is a stretch of a dispatch's text and the numbers of the citations
// that stand at its end.
type Passage struct {
	Text    string // as it is written, on one line, without the strokes that escape signs of Markdown
	Numbers []int
}

var escaped = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])") // as CommonMark 2.4 has it

// Passages gives the cited stretches of a Markdown text, in order: each reaches
// from the citations before it, or from the beginning of its paragraph, to its
// own.
func Passages(body string) (out []Passage) {
	for _, p := range prose(body) {
		at := 0
		for _, m := range marker.FindAllStringIndex(p, -1) {
			text := escaped.ReplaceAllString(oneLine(p[at:m[0]]), "$1")
			number := numbers(p[m[0]:m[1]])
			at = m[1]
			switch {
			case len(number) == 0:
			case strings.Trim(text, " .,;:!?") == "" && len(out) > 0 && m[0] > 0:
				last := &out[len(out)-1]
				last.Numbers = append(last.Numbers, number...)
			default:
				out = append(out, Passage{text, number})
			}
		}
	}
	return out
}

// Prose is a Markdown text without its headings, lists of code and citation marks, a
// paragraph a line.
func Prose(body string) string {
	var out []string
	for _, p := range prose(body) {
		out = append(out, escaped.ReplaceAllString(oneLine(marker.ReplaceAllString(p, "")), "$1"))
	}
	return strings.Join(out, "\n")
}

// Uncited are the stretches of a Markdown text that no citation follows: the
// newsroom's own words.
func Uncited(body string) (out []string) {
	for _, p := range prose(body) {
		rest := p
		if all := marker.FindAllStringIndex(p, -1); len(all) > 0 {
			rest = p[all[len(all)-1][1]:]
		}
		if text := escaped.ReplaceAllString(oneLine(rest), "$1"); strings.Trim(text, " .,;:!?”\"’'") != "" {
			out = append(out, text)
		}
	}
	return out
}
