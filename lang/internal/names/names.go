// Package names finds the names of persons, organisations and places in a
// sentence, by a linear model over words, their tags and what gazetteers know.
//
// In come the words of one sentence with their parts of speech and what the
// gazetteers say of each; out comes a label for each word. The model is one file
// that Train makes and Read takes. The labelling is exact for the model: the best
// row of labels is found by Viterbi's algorithm; learning is Collins' averaged
// perceptron for such rows (2002), of several runs over the sentences in other orders
// the mean.
package names

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Word is one of a sentence. Known is what gazetteers say of the name that it is
// in, in a letter or two; Hints, of the word alone, what names of people it stands
// in: g for a given name, f and l for the first and the last word of a full one.
// Both are empty if nothing is known.
type Word struct {
	Form, UPOS, Known, Hints string
}

// A Label says what a word is part of, and whether it begins it.
type Label uint8

const (
	Other Label = iota
	BeginPerson
	InPerson
	BeginPlace
	InPlace
	BeginOrganisation
	InOrganisation
	BeginOther // a name of anything else: a people, a work, an event
	InOther
	labels
)

// Begins tells a label that begins a name.
func (l Label) Begins() bool { return l%2 == 1 }

type row [labels]float32

// A Model is what was learned. It may be used from many goroutines.
type Model struct {
	features map[uint32]*row
	follow   [labels + 1]row // of a label, how well others follow it; the last is the beginning
}

// Label gives each word its label.
func (m *Model) Label(words []Word) []Label {
	return m.best(words, inStyle(extract(words), 0))
}

func (m *Model) best(words []Word, features [][]uint32) []Label {
	n := len(words)
	if n == 0 {
		return nil
	}
	scores := make([]row, n)
	from := make([][labels]uint8, n)
	for i := range words {
		var here row
		for _, f := range features[i] {
			if w := m.features[f]; w != nil {
				for l := range here {
					here[l] += w[l]
				}
			}
		}
		for l := Label(0); l < labels; l++ {
			best, at := float32(-1e30), 0
			if i == 0 {
				if l == Other || l.Begins() {
					best = m.follow[labels][l]
				}
			} else {
				for p := Label(0); p < labels; p++ {
					if !mayFollow(p, l) {
						continue
					}
					if s := scores[i-1][p] + m.follow[p][l]; s > best {
						best, at = s, int(p)
					}
				}
			}
			scores[i][l], from[i][l] = best+here[l], uint8(at)
		}
	}
	out := make([]Label, n)
	last := 0
	for l := range scores[n-1] {
		if scores[n-1][l] > scores[n-1][last] {
			last = l
		}
	}
	for i := n - 1; i >= 0; i-- {
		out[i] = Label(last)
		last = int(from[i][last])
	}
	return out
}

// mayFollow: what goes on must have begun.
func mayFollow(p, l Label) bool {
	if l == Other || l.Begins() {
		return true
	}
	return p == l || p == l-1
}

// inStyle gives each feature a second time, as one of a style alone: sets mark names
// by rules of their own (with the title or without it), and what they agree on is
// learned from all of them (Daumé III 2007, Frustratingly Easy Domain Adaptation).
func inStyle(features [][]uint32, style uint32) [][]uint32 {
	for i, list := range features {
		for _, f := range list[:len(list):len(list)] {
			list = append(list, (f+0x9e3779b9*(style+1))*2654435761)
		}
		features[i] = list
	}
	return features
}

func extract(words []Word) [][]uint32 {
	out := make([][]uint32, len(words))
	shapes := make([]string, len(words))
	for i, w := range words {
		shapes[i] = shape(w.Form)
	}
	at := func(i int) (form, sh, pos, known string) {
		if i < 0 || i >= len(words) {
			return "<>", "<>", "<>", ""
		}
		return strings.ToLower(words[i].Form), shapes[i], words[i].UPOS, words[i].Known
	}
	for i := range words {
		var f []uint32
		add := func(parts ...string) {
			h := fnv.New32a()
			for _, p := range parts {
				io.WriteString(h, p)
				h.Write([]byte{0})
			}
			f = append(f, h.Sum32())
		}
		w, sh, pos, known := at(i)
		w1, sh1, pos1, known1 := at(i - 1)
		w2, sh2, pos2, _ := at(i - 2)
		v1, vh1, vos1, vnown1 := at(i + 1)
		v2, _, vos2, _ := at(i + 2)
		add("b")
		add("w", w)
		add("sh", sh)
		add("p", pos)
		add("k", known)
		add("ksh", known, sh, pos)
		add("w1", w1)
		add("w1sh", w1, sh)
		add("w2", w2)
		add("v1", v1)
		add("v1sh", v1, sh)
		add("v2", v2)
		add("s1", sh1, sh)
		add("s2", sh2, sh1, sh)
		add("t1", sh, vh1)
		add("st", sh1, sh, vh1)
		add("pp", pos1, pos)
		add("pv", pos, vos1)
		add("ppv", pos1, pos, vos1, sh)
		add("p2", pos2, pos1)
		add("v12", vos1, vos2)
		add("h", words[i].Hints, sh)
		add("c", class(w), sh)
		h1, h2 := "", ""
		if i > 0 {
			h1 = words[i-1].Hints
		}
		if i+1 < len(words) {
			h2 = words[i+1].Hints
		}
		add("h1", h1, sh1, words[i].Hints, sh)
		add("h2", words[i].Hints, sh, h2, vh1)
		add("c1", class(w1), sh)
		add("d1", class(v1), sh)
		add("kk", known1, known)
		add("kv", known, vnown1)
		add("w1w", w1, w)
		add("wv", w, v1)
		if i == 0 {
			add("first", sh, pos)
			add("firstk", known)
		}
		runes := []rune(w)
		for n := 1; n <= 4 && n <= len(runes); n++ {
			add("suf", string(runes[len(runes)-n:]))
			add("pre", string(runes[:n]))
		}
		if len(runes) > 2 {
			add("suf3s", string(runes[max(0, len(runes)-3):]), sh)
		}
		// what stands at the ends of the row of capitals that it is in
		first, last := i, i
		for first > 0 && (shapes[first-1][0] == 'X' || small[strings.ToLower(words[first-1].Form)] && first > 1 && shapes[first-2][0] == 'X') && i-first < 6 {
			first--
		}
		for last+1 < len(words) && (shapes[last+1][0] == 'X' || small[strings.ToLower(words[last+1].Form)] && last+2 < len(words) && shapes[last+2][0] == 'X') && last-i < 6 {
			last++
		}
		if sh[0] == 'X' || small[w] {
			lw, _, _, _ := at(last)
			fw, _, _, _ := at(first)
			bw, _, _, _ := at(first - 1)
			aw, _, _, _ := at(last + 1)
			add("rl", lw)
			add("crl", class(lw))
			add("crf", class(fw))
			add("crb", class(bw))
			add("cra", class(aw))
			add("crfl", class(fw), class(lw), class(bw))
			hints := ""
			for k := first; k <= last; k++ {
				hints += words[k].Hints + ","
			}
			add("rh", hints)
			n := "1"
			if last > first {
				n = "n"
			}
			add("rn", n, class(bw), class(aw), words[first].Hints, words[last].Hints)
			add("rf", fw)
			add("rb", bw)
			add("ra", aw)
			if last > first {
				add("rlm", lw)
			} else {
				add("ralone", bw)
			}
		}
		out[i] = f
	}
	return out
}

var small = map[string]bool{"of": true, "the": true, "and": true, "de": true, "for": true, "&": true, "al": true, "-": true, "von": true, "van": true, "del": true, "la": true}

// shape is a word's looks: Xx, X, XX, x, d, X. with what stands inside left out.
func shape(form string) string {
	r, size := utf8.DecodeRuneInString(form)
	switch {
	case unicode.IsDigit(r):
		return "d"
	case unicode.IsUpper(r):
		rest := form[size:]
		switch {
		case rest == "":
			return "X"
		case strings.Contains(rest, "."):
			return "X."
		case strings.ToUpper(form) == form:
			return "XX"
		case strings.IndexFunc(rest, unicode.IsUpper) >= 0:
			return "XxX"
		}
		return "Xx"
	case unicode.IsLetter(r):
		if strings.IndexFunc(form, unicode.IsUpper) >= 0 {
			return "xX"
		}
		return "x"
	}
	return "," + form
}

const magic = "dateline names 1\n"

// Write stores a model: gzip over features in the order of their hash, weights in
// steps of 1/16.
func (m *Model) Write(to io.Writer) error {
	z, err := gzip.NewWriterLevel(to, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(z)
	w.WriteString(magic)
	var keys []uint32
	for k := range m.features {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	put := func(r *row) {
		for _, v := range r {
			w.Write(binary.AppendVarint(nil, int64(v)))
		}
	}
	for i := range m.follow {
		put(&m.follow[i])
	}
	w.Write(binary.AppendUvarint(nil, uint64(len(keys))))
	last := uint32(0)
	for _, k := range keys {
		w.Write(binary.AppendUvarint(nil, uint64(k-last)))
		last = k
		put(m.features[k])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return z.Close()
}

// Read takes a model as Write stored it.
func Read(from io.Reader) (*Model, error) {
	z, err := gzip.NewReader(from)
	if err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	r := bufio.NewReaderSize(z, 1<<16)
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r, head); err != nil || string(head) != magic {
		return nil, errors.New("reading a model: this is none, or one of another version")
	}
	m := &Model{features: map[uint32]*row{}}
	get := func(to *row) {
		for i := range to {
			v, e := binary.ReadVarint(r)
			if e != nil {
				err = e
			}
			to[i] = float32(v)
		}
	}
	for i := range m.follow {
		get(&m.follow[i])
	}
	n, e := binary.ReadUvarint(r)
	if e != nil {
		err = e
	}
	last := uint32(0)
	for i := uint64(0); i < n && err == nil; i++ {
		gap, e := binary.ReadUvarint(r)
		if e != nil {
			err = e
		}
		last += uint32(gap)
		to := &row{}
		get(to)
		m.features[last] = to
	}
	if err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) { // the checksum stands at the end
		return nil, fmt.Errorf("reading a model: its end is missing or damaged: %v", err)
	}
	return m, nil
}
