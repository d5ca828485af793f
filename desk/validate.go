package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dateline/news"
)

// A Problem is something about a dispatch that its writer should know.
type Problem struct {
	Field    string // headline, section, body, figure, tags …: where a page shows it
	Sentence string
	Stops    bool // it cannot be published so; otherwise it is advice
}

var (
	marker     = regexp.MustCompile(`\[\^([0-9]{1,6})\]`)
	definition = regexp.MustCompile(`(?m)^ {0,3}\[\^[^\]]*\]:`)
	picture    = regexp.MustCompile(`!\[\s*\]`)
	markup     = regexp.MustCompile(`<[a-zA-Z/!?]`)
)

// Validate lists what is wrong with a dispatch, the worst first.
func Validate(d news.Dispatch) []Problem {
	var ps []Problem
	stop := func(field, format string, args ...any) {
		ps = append(ps, Problem{field, fmt.Sprintf(format, args...), true})
	}
	if strings.TrimSpace(d.Headline) == "" {
		stop("headline", "It has no headline; write one.")
	}
	if strings.TrimSpace(d.Section) == "" {
		stop("section", "It is in no section; choose one.")
	}
	if strings.TrimSpace(d.Body) == "" {
		stop("body", "It has no text; write one.")
	}
	for _, n := range first(problemsMost, Unknown(d)) {
		stop("body", "The text cites [^%d], which there is no citation for; take the mark out or cite the sentence again.", n)
	}
	if definition.MatchString(d.Body) {
		stop("body", "A line of the text begins like a footnote ([^1]: …), which readers would not see; citations are kept apart from the text, so take the line out.")
	}
	if f := d.Figure; f != nil {
		if strings.TrimSpace(f.Caption) == "" {
			stop("figure", "The picture has no caption; write one.")
		}
		if !isWebAddress(f.URL) {
			stop("figure", "The picture's address is not one of the web; use one that begins with https:// or with a slash.")
		}
	}
	return append(ps, advice(d)...)
}

// problemsMost bounds how often the same fault is named.
const problemsMost = 200

func first[T any](n int, all []T) []T { return all[:min(n, len(all))] }

func advice(d news.Dispatch) []Problem {
	var ps []Problem
	advise := func(field, format string, args ...any) {
		ps = append(ps, Problem{Field: field, Sentence: fmt.Sprintf(format, args...)})
	}
	for i, p := range first(problemsMost, prose(d.Body)) {
		if !marker.MatchString(p) {
			advise("body", "Paragraph %d (%q) cites nothing.", i+1, beginning(p))
		}
	}
	used := numbers(d.Body)
	for _, c := range d.Citations {
		if !slices.Contains(used, c.Number) {
			advise("citations", "Citation %d is not used in the text; readers will not see it.", c.Number)
		}
	}
	if markup.MatchString(d.Body) {
		advise("body", "The text holds HTML, which is left out when it is published; use Markdown.")
	}
	if picture.MatchString(d.Body) {
		advise("body", "A picture in the text has no description; write one between the square brackets.")
	}
	if f := d.Figure; f != nil && strings.TrimSpace(f.Alt) == "" {
		advise("figure", "The picture has no description for those who cannot see it; write one.")
	}
	if f := d.Figure; f != nil && strings.TrimSpace(f.Credit) == "" {
		advise("figure", "The picture has no credit; say whose it is.")
	}
	if strings.TrimSpace(d.Standfirst) == "" {
		advise("standfirst", "It has no standfirst; lists and feeds show the beginning of the text instead.")
	}
	return ps
}

// Unknown lists the numbers that the text cites without there being such a
// citation, in order.
func Unknown(d news.Dispatch) []int {
	var unknown []int
	for _, n := range numbers(d.Body) {
		if !slices.ContainsFunc(d.Citations, func(c news.DispatchCitation) bool { return c.Number == n }) {
			unknown = append(unknown, n)
		}
	}
	return unknown
}

// CitedNumbers lists the numbers of the citations that a text has marks for, in order.
func CitedNumbers(body string) []int { return numbers(body) }

// numbers lists the citation numbers of a text, each once, in order.
func numbers(body string) []int {
	var ns []int
	seen := map[int]bool{}
	for _, m := range marker.FindAllStringSubmatch(body, -1) {
		n, err := strconv.Atoi(m[1])
		if err == nil && !seen[n] {
			seen[n] = true
			ns = append(ns, n)
		}
	}
	return ns
}

// prose gives the blocks of a Markdown text that tell something: no headings,
// rules or code.
func prose(body string) []string {
	var ps []string
	fenced := false
	for _, block := range strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		block = strings.Trim(block, "\n")
		inside := fenced
		if strings.Count("\n"+block, "\n```")%2 == 1 {
			fenced = !fenced
		}
		trimmed := strings.TrimSpace(block)
		if inside || trimmed == "" || strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "```") || strings.Trim(trimmed, "-*_ ") == "" {
			continue
		}
		ps = append(ps, trimmed)
	}
	return ps
}

func beginning(s string) string {
	if r := []rune(oneLine(s)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return oneLine(s)
}

// isWebAddress takes http, https and an address on our own site.
func isWebAddress(s string) bool {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return false
	}
	if u.Scheme == "" {
		return strings.HasPrefix(u.Path, "/") && u.Host == ""
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
