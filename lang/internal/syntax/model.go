package syntax

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
)

const magic = "dateline syntax 1\n"

// Write stores a model: gzip over variable-length integers, features in the
// order of their hash so that only the gaps are written.
func (m *Model) Write(to io.Writer) error {
	z, err := gzip.NewWriterLevel(to, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := &writer{bufio.NewWriter(z)}
	w.WriteString(magic)
	w.strings(m.tags)
	w.strings(m.labels)
	words := sortedKeys(m.sure)
	w.strings(words)
	for _, k := range words {
		w.number(uint64(m.sure[k]))
	}
	words = sortedKeys(m.known)
	w.strings(words)
	for _, k := range words {
		w.number(m.known[k])
	}
	w.weights(m.tagger)
	w.weights(m.parser)
	words = sortedKeys(m.lemmas.exceptions)
	w.strings(words)
	for _, k := range words {
		w.string(m.lemmas.exceptions[k])
	}
	words = sortedKeys(m.lemmas.rules)
	w.strings(words)
	for _, k := range words {
		w.number(uint64(m.lemmas.rules[k].cut))
		w.string(m.lemmas.rules[k].put)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return z.Close()
}

type writer struct{ *bufio.Writer }

func (w *writer) number(n uint64) { w.Write(binary.AppendUvarint(nil, n)) }

func (w *writer) string(s string) { w.number(uint64(len(s))); w.WriteString(s) }

func (w *writer) strings(list []string) {
	w.number(uint64(len(list)))
	for _, s := range list {
		w.string(s)
	}
}

// weights writes the gaps, the lengths of rows, the classes and the weights one
// kind after the other: like stands by like and packs better.
func (w *writer) weights(m weights) {
	var features []slot
	for _, f := range m.slots {
		if f.key != 0 {
			features = append(features, f)
		}
	}
	sort.Slice(features, func(i, j int) bool { return features[i].key < features[j].key })
	w.number(uint64(len(features)))
	last := uint32(0)
	for _, f := range features {
		w.number(uint64(f.key - last))
		last = f.key
	}
	for _, f := range features {
		w.number(uint64(f.end - f.start))
	}
	for _, f := range features {
		for _, c := range m.cells[f.start:f.end] {
			w.number(uint64(c.class))
		}
	}
	for _, f := range features {
		for _, c := range m.cells[f.start:f.end] {
			w.Write(binary.AppendVarint(nil, int64(c.weight)))
		}
	}
}

// Read takes a model as Write stored it.
func Read(from io.Reader) (*Model, error) {
	z, err := gzip.NewReader(from)
	if err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	r := &reader{Reader: bufio.NewReaderSize(z, 1<<16)}
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r, head); err != nil || string(head) != magic {
		return nil, errors.New("reading a model: this is none, or one of another version")
	}
	m := &Model{tags: r.strings(), labels: r.strings(), sure: map[string]uint16{}}
	for _, k := range r.strings() {
		m.sure[k] = uint16(r.number())
	}
	m.known = map[string]uint64{}
	for _, k := range r.strings() {
		m.known[k] = r.number()
	}
	m.tagger = r.weights()
	m.parser = r.weights()
	m.lemmas = lemmas{map[string]string{}, map[string]ending{}}
	for _, k := range r.strings() {
		m.lemmas.exceptions[k] = r.string()
	}
	for _, k := range r.strings() {
		m.lemmas.rules[k] = ending{int(r.number()), r.string()}
	}
	if r.err != nil {
		return nil, fmt.Errorf("reading a model: %w", r.err)
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) { // the checksum stands at the end
		return nil, fmt.Errorf("reading a model: its end is missing or damaged: %v", err)
	}
	m.prepare()
	return m, nil
}

// A reader keeps its first error; after it everything reads as zero.
type reader struct {
	*bufio.Reader
	err error
}

func (r *reader) number() uint64 {
	if r.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(r.Reader)
	r.err = err
	return n
}

func (r *reader) string() string {
	b := make([]byte, r.number())
	if r.err == nil {
		_, r.err = io.ReadFull(r.Reader, b)
	}
	return string(b)
}

func (r *reader) strings() []string {
	list := make([]string, r.number())
	for i := range list {
		list[i] = r.string()
	}
	return list
}

func (r *reader) weights() weights {
	keys := make([]uint32, r.number())
	last := uint32(0)
	for i := range keys {
		last += uint32(r.number())
		keys[i] = last
	}
	start := make([]uint32, len(keys)+1)
	for i := range keys {
		start[i+1] = start[i] + uint32(r.number())
	}
	cells := make([]cell, start[len(keys)])
	for i := range cells {
		cells[i].class = uint16(r.number())
	}
	for i := range cells {
		n := r.number()
		cells[i].weight = int16(int64(n>>1) ^ -int64(n&1))
	}
	return newWeights(keys, start, cells)
}
