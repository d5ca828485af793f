package world

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// A happening is one file of articles.
type happening struct {
	slug, truth string
	articles    []*article
}

// An article as it is written in its file; published and corrected are set by
// the world's clock.
type article struct {
	file string
	line int // of its entry

	id, outletKey, slug string
	outlet              *Outlet
	happening           *happening
	copyOf              *article

	at, correctAt        moment
	correctionNote       string
	sections             []string
	headline, standfirst string
	bylines              []string
	place                string
	tags                 []string
	images               []image
	copyName             string
	comments             int
	hasComments, paywall bool
	body, correctedBody  []block

	published, corrected time.Time // zero: not decided yet
}

type image struct{ file, alt, caption, credit string }

// A blockKind is what a piece of a body is.
type blockKind string

const (
	plainBlock   blockKind = "paragraph"
	headingBlock blockKind = "heading"
	quoteBlock   blockKind = "quote"
	listBlock    blockKind = "list"
)

// A block is one piece of a body; a list has items instead of a text.
type block struct {
	Kind  blockKind
	Text  string
	Items []string
}

// A moment is a minute of the schedule, or a place in the live order, or neither.
type moment struct {
	set         bool
	day         int
	hour, minut int
	live        int
}

// on is the moment's time when day 0 is given; zero for a live one, which gets
// its time when it is published.
func (m moment) on(day0 time.Time) time.Time {
	if !m.set || m.live > 0 {
		return time.Time{}
	}
	return day0.AddDate(0, 0, m.day).Add(time.Duration(m.hour)*time.Hour + time.Duration(m.minut)*time.Minute)
}

func (a *article) fault(format string, args ...any) error {
	return faultAt(a.file, a.line, format, args...)
}

func faultAt(file string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...))
}

var fileName = regexp.MustCompile(`^\d\d-([a-z0-9-]+)\.txtar$`)

// parseHappening reads one file. It always returns a happening, with what could
// be read, and all the faults it met.
func parseHappening(file string, data []byte) (*happening, error) {
	h := &happening{slug: strings.TrimSuffix(file, ".txtar")}
	var faults []error
	if m := fileName.FindStringSubmatch(file); m != nil {
		h.slug = m[1]
	} else {
		faults = append(faults, faultAt(file, 1, "the name is not NN-slug.txtar"))
	}
	archive := txtar.Parse(data)
	h.truth = strings.TrimSpace(string(archive.Comment))
	if h.truth == "" {
		faults = append(faults, faultAt(file, 1, "the file does not begin by saying what happens"))
	}
	line := strings.Count(string(archive.Comment), "\n") + 1
	for _, entry := range archive.Files {
		a, err := parseArticle(file, line, entry)
		if err != nil {
			faults = append(faults, err)
		} else {
			h.articles = append(h.articles, a)
		}
		line += strings.Count(string(entry.Data), "\n") + 1
	}
	if len(archive.Files) == 0 {
		faults = append(faults, faultAt(file, line, "there is no article"))
	}
	return h, errors.Join(faults...)
}

var entryName = regexp.MustCompile(`^([a-z-]+)/([a-z0-9-]+)$`)

func parseArticle(file string, line int, entry txtar.File) (*article, error) {
	a := &article{file: file, line: line, id: entry.Name}
	m := entryName.FindStringSubmatch(entry.Name)
	if m == nil {
		return nil, a.fault("%q is not OUTLET/path-slug", entry.Name)
	}
	a.outletKey, a.slug = m[1], m[2]
	lines := strings.Split(strings.TrimRight(string(entry.Data), "\n"), "\n")
	var faults []error
	n := 0
	for ; n < len(lines) && strings.TrimSpace(lines[n]) != ""; n++ {
		if err := a.header(lines[n]); err != nil {
			faults = append(faults, faultAt(file, line+1+n, "%v", err))
		}
	}
	bodies := [][]string{nil}
	for i, text := range lines[n:] {
		if strings.TrimSpace(text) == "=== corrected" {
			bodies = append(bodies, nil)
			continue
		}
		if err := checkPlaceholders(text); err != nil {
			faults = append(faults, faultAt(file, line+1+n+i, "%v", err))
		}
		bodies[len(bodies)-1] = append(bodies[len(bodies)-1], text)
	}
	a.body = parseBody(bodies[0])
	if len(bodies) > 1 {
		a.correctedBody = parseBody(bodies[1])
	}
	return a, errors.Join(append(faults, a.check(len(bodies)))...)
}

// check holds what must be true of an article as a whole.
func (a *article) check(bodies int) error {
	switch {
	case !a.at.set:
		return a.fault("%s has no at:", a.id)
	case a.headline == "":
		return a.fault("%s has no headline:", a.id)
	case len(a.sections) == 0:
		return a.fault("%s has no section:", a.id)
	case len(a.body) == 0 || a.body[0].Kind != plainBlock:
		return a.fault("%s has no body that begins with a paragraph", a.id)
	case bodies > 2:
		return a.fault("%s has more than one line === corrected", a.id)
	case a.correctAt.set != (bodies == 2):
		return a.fault("%s needs both correct: and === corrected, or neither", a.id)
	case bodies == 2 && (len(a.correctedBody) == 0 || a.correctedBody[0].Kind != plainBlock):
		return a.fault("%s has no corrected body that begins with a paragraph", a.id)
	case a.correctAt.set && a.at.live > 0 && a.correctAt.live <= a.at.live:
		return a.fault("%s is corrected before it is published", a.id)
	case a.correctAt.set && a.at.live == 0 && a.correctAt.live == 0 &&
		!a.correctAt.on(time.Time{}).After(a.at.on(time.Time{})):
		return a.fault("%s is corrected before it is published", a.id)
	}
	return nil
}

func (a *article) header(line string) error {
	key, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok {
		return fmt.Errorf("%q is no header line (key: value); a blank line ends the headers", line)
	}
	if value == "" {
		return fmt.Errorf("%s: is empty; leave the line out", key)
	}
	if err := checkPlaceholders(value); err != nil {
		return err
	}
	var err error
	switch key {
	case "at":
		a.at, err = parseMoment(value)
	case "section":
		a.sections = splitTrim(value, ">")
	case "headline":
		a.headline = value
	case "standfirst":
		a.standfirst = value
	case "byline":
		a.bylines = splitTrim(value, ";")
	case "place":
		a.place = value
	case "tags":
		a.tags = splitTrim(value, ",")
	case "image":
		err = a.addImage(value)
	case "copy":
		a.copyName = value
	case "correct":
		when, note, _ := strings.Cut(value, "|")
		if a.correctionNote = strings.TrimSpace(note); a.correctionNote == "" {
			return errors.New("correct: needs a note after |")
		}
		a.correctAt, err = parseMoment(strings.TrimSpace(when))
	case "comments":
		a.hasComments = true
		if a.comments, err = strconv.Atoi(value); err != nil || a.comments < 0 {
			return fmt.Errorf("comments: %q is no count", value)
		}
	case "paywall":
		if value != "yes" {
			return fmt.Errorf("paywall: is yes or left out, not %q", value)
		}
		a.paywall = true
	default:
		return fmt.Errorf("there is no header %q", key)
	}
	return err
}

var imageName = regexp.MustCompile(`^[a-z0-9-]+\.svg$`)

func (a *article) addImage(value string) error {
	parts := splitTrim(value, "|")
	if !imageName.MatchString(parts[0]) || len(parts) > 4 {
		return fmt.Errorf("image: %q is not name.svg | alt | caption | credit", value)
	}
	parts = append(parts, "", "", "")
	a.images = append(a.images, image{parts[0], parts[1], parts[2], parts[3]})
	return nil
}

var (
	liveMoment = regexp.MustCompile(`^live +(\d{1,4})$`)
	dayMoment  = regexp.MustCompile(`^(\d{1,2}) +(\d{1,2}):(\d\d)$`)
)

func parseMoment(s string) (moment, error) {
	if m := liveMoment.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // the expression let only digits through
		if n == 0 {
			return moment{}, errors.New("live numbers begin at 1")
		}
		return moment{set: true, live: n}, nil
	}
	m := dayMoment.FindStringSubmatch(s)
	if m == nil {
		return moment{}, fmt.Errorf("%q is neither \"DAY HH:MM\" nor \"live N\"", s)
	}
	day, _ := strconv.Atoi(m[1])
	hour, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(m[3])
	if day >= Days || hour > 23 || minute > 59 {
		return moment{}, fmt.Errorf("%q: days are 0 to %d, times 00:00 to 23:59", s, Days-1)
	}
	return moment{set: true, day: day, hour: hour, minut: minute}, nil
}

// parseBody cuts lines into blocks: a blank line ends a paragraph, a mark at
// the line's beginning makes a subhead, a quoted block or a list item.
func parseBody(lines []string) []block {
	var out []block
	open := false // the last block goes on with the next line of its kind
	for _, line := range lines {
		line = strings.TrimSpace(line)
		kind, text := plainBlock, line
		for mark, k := range map[string]blockKind{"## ": headingBlock, "> ": quoteBlock, "* ": listBlock} {
			if rest, ok := strings.CutPrefix(line, mark); ok {
				kind, text = k, strings.TrimSpace(rest)
			}
		}
		if line == "" {
			open = false
			continue
		}
		last := len(out) - 1
		goesOn := open && kind != headingBlock && out[last].Kind == kind
		switch {
		case goesOn && kind == listBlock:
			out[last].Items = append(out[last].Items, text)
		case goesOn:
			out[last].Text += " " + text
		case kind == listBlock:
			out = append(out, block{Kind: kind, Items: []string{text}})
		default:
			out = append(out, block{Kind: kind, Text: text})
		}
		open = kind != headingBlock
	}
	return out
}

// linkCopies finds for each printed copy the wire article of the same happening
// with which it shares most paragraphs.
func (h *happening) linkCopies() error {
	var faults []error
	for _, a := range h.articles {
		if a.copyName == "" {
			continue
		}
		best := 0
		for _, b := range h.articles {
			if b == a || b.outletKey != a.copyName {
				continue
			}
			if n := sharedParagraphs(a, b); n > best {
				best, a.copyOf = n, b
			}
		}
		if a.copyOf == nil {
			faults = append(faults, a.fault("%s is called a copy of %s but shares no paragraph with any of its articles in this file", a.id, a.copyName))
		}
	}
	return errors.Join(faults...)
}

func sharedParagraphs(a, b *article) int {
	has := map[string]bool{}
	for _, p := range b.body {
		has[p.Text] = p.Kind == plainBlock
	}
	n := 0
	for _, p := range a.body {
		if has[p.Text] {
			n++
		}
	}
	return n
}

func splitTrim(s, sep string) []string {
	var out []string
	for _, part := range strings.Split(s, sep) {
		out = append(out, strings.TrimSpace(part))
	}
	return out
}

// textOf is a body as plain text: blocks and list items joined by a blank line.
func textOf(body []block) string {
	var out []string
	for _, b := range body {
		if b.Kind == listBlock {
			out = append(out, b.Items...)
		} else {
			out = append(out, b.Text)
		}
	}
	return strings.Join(out, "\n\n")
}
