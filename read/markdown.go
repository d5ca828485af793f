package read

import (
	"cmp"
	"fmt"
	"strings"

	"dateline/news"
	"dateline/read/dom"
)

// Markdown writes a report as CommonMark: headline, standfirst, who and when,
// pictures, the body with its roles.
func Markdown(r news.Report) string {
	var sb strings.Builder
	block := func(format string, args ...any) {
		if sb.Len() > 0 {
			sb.WriteString("\n\n")
		}
		fmt.Fprintf(&sb, format, args...)
	}
	if r.Headline != "" {
		block("# %s", inline(r.Headline))
	}
	if r.Standfirst != "" {
		block("**%s**", inline(r.Standfirst))
	}
	if line := credits(r); line != "" {
		block("%s", line)
	}
	for _, f := range r.Figures {
		words := inline(cmp.Or(f.Caption, f.Alt))
		if f.Credit != "" {
			words = strings.TrimSpace(words + " (" + inline(f.Credit) + ")")
		}
		switch {
		case f.URL != "":
			block("![%s](<%s>)", words, strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(f.URL))
		case words != "":
			block("*%s*", words)
		}
	}
	for i, p := range r.Paragraphs {
		if p.Kind == news.ListItemParagraph && i > 0 && r.Paragraphs[i-1].Kind == news.ListItemParagraph {
			sb.WriteString("\n- " + withLinks(p)) // a tight list
			continue
		}
		block("%s", paragraphMarkdown(p))
	}
	if sb.Len() > 0 {
		sb.WriteByte('\n')
	}
	return sb.String()
}

// credits is the line under the headline: authors, place, time, address.
func credits(r news.Report) string {
	var parts []string
	var names []string
	for _, b := range r.Bylines {
		names = append(names, inline(b.Name))
	}
	if len(names) > 0 {
		parts = append(parts, strings.Join(names, ", "))
	}
	if r.Outlet != "" {
		parts = append(parts, inline(r.Outlet))
	}
	if !r.Published.IsZero() {
		parts = append(parts, r.Published.Format("2 January 2006"))
	}
	if address := cmp.Or(r.CanonicalURL, r.URL); address != "" {
		parts = append(parts, "<"+strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(address)+">")
	}
	return strings.Join(parts, " · ")
}

func paragraphMarkdown(p news.Paragraph) string {
	switch p.Kind {
	case news.HeadingParagraph:
		return "## " + withLinks(p)
	case news.QuoteParagraph:
		return "> " + strings.ReplaceAll(withLinks(p), "\n", "\n> ")
	case news.ListItemParagraph:
		return "- " + withLinks(p)
	case news.CodeParagraph:
		return "    " + strings.ReplaceAll(p.Text, "\n", "\n    ")
	case news.TableParagraph:
		return tableMarkdown(p.Text)
	}
	return strings.ReplaceAll(withLinks(p), "\n", "  \n")
}

func tableMarkdown(text string) string {
	rows := strings.Split(text, "\n")
	var out []string
	for i, row := range rows {
		cells := strings.Split(row, " | ")
		for j := range cells {
			cells[j] = inline(cells[j])
		}
		out = append(out, "| "+strings.Join(cells, " | ")+" |")
		if i == 0 {
			out = append(out, "|"+strings.Repeat(" --- |", len(cells)))
		}
	}
	return strings.Join(out, "\n")
}

// inline escapes what Markdown would take for its own signs. Pages are hostile:
// "<" and "&" must not become mark-up, nor a line a heading or a list.
var markdownSigns = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "~", `\~`)

func inline(s string) string { return escapeLines(markdownSigns.Replace(s)) }

// withLinks writes a paragraph with its links.
func withLinks(p news.Paragraph) string {
	var sb strings.Builder
	eachPiece(p, func(text, address string) {
		text = markdownSigns.Replace(text)
		if address == "" {
			sb.WriteString(text)
			return
		}
		sb.WriteString("[" + text + "](<" + markdownAddress.Replace(address) + ">)")
	})
	return escapeLines(sb.String())
}

var markdownAddress = strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "", " ", "%20", `\`, "%5C", "&", "&amp;")

// eachPiece cuts a paragraph at its links; address is empty between them. Links
// that overlap or lie outside the text are passed over.
func eachPiece(p news.Paragraph, write func(text, address string)) {
	runes := []rune(p.Text)
	at := 0
	for _, l := range p.Links {
		if l.Start < at || l.End <= l.Start || l.End > len(runes) || dom.WebURI(l.URL) == "" {
			continue
		}
		if l.Start > at {
			write(string(runes[at:l.Start]), "")
		}
		write(string(runes[l.Start:l.End]), dom.WebURI(l.URL))
		at = l.End
	}
	if at < len(runes) {
		write(string(runes[at:]), "")
	}
}

func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = escapeLineStart(l)
	}
	return strings.Join(lines, "\n")
}

func escapeLineStart(l string) string {
	l = strings.TrimLeft(l, " \t") // four spaces would begin code
	if l == "" {
		return l
	}
	switch l[0] {
	case '#', '+', '-', '=':
		return `\` + l
	}
	digits := 0
	for digits < len(l) && l[digits] >= '0' && l[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(l) && (l[digits] == '.' || l[digits] == ')') {
		return l[:digits] + `\` + l[digits:]
	}
	return l
}
