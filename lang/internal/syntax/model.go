package syntax

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
)

const magic = "dateline syntax 3\n"

// Write stores a model: gzip over variable-length integers and packed weights.
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
	w.strings(sortedKeys(m.lemmas.capitals))
	w.splits(m.splits)
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

// weights writes the gaps between features in order, and their rows.
func (w *writer) weights(m weights) {
	var features []slot
	for _, f := range m.slots {
		if f.key != 0 {
			features = append(features, f)
		}
	}
	sort.Slice(features, func(i, j int) bool { return features[i].key < features[j].key })
	to := newPacker()
	classes := 0
	for _, c := range m.cells {
		classes = max(classes, int(c.class)+1)
	}
	c := newWeightCoder(coder{to: to}, classes)
	last := uint32(0)
	for _, f := range features {
		row := slices.Clone(m.cells[f.start:f.end])
		sort.Slice(row, func(i, j int) bool { return row[i].class < row[j].class })
		c.number(c.gap, int(f.key-last))
		c.number(c.length, len(row))
		c.cells(row)
		last = f.key
	}
	packed := to.bytes()
	w.number(uint64(len(features)))
	w.number(uint64(len(m.cells)))
	w.number(uint64(classes))
	w.number(uint64(len(packed)))
	w.Write(packed)
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
	m.lemmas = lemmas{map[string]string{}, map[string]ending{}, map[string]bool{}}
	for _, k := range r.strings() {
		m.lemmas.exceptions[k] = r.string()
	}
	for _, k := range r.strings() {
		m.lemmas.rules[k] = ending{int(r.number()), r.string()}
	}
	for _, k := range r.strings() {
		m.lemmas.capitals[k] = true
	}
	m.splits = r.splits()
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
	cells := make([]cell, r.number())
	classes := int(r.number())
	packed := make([]byte, r.number())
	if r.err == nil {
		_, r.err = io.ReadFull(r.Reader, packed)
	}
	c := newWeightCoder(coder{from: newUnpacker(packed)}, classes)
	start := make([]uint32, len(keys)+1)
	last := uint32(0)
	for i := range keys {
		last += uint32(c.number(c.gap, 0))
		keys[i] = last
		start[i+1] = start[i] + uint32(c.number(c.length, 0))
		if int(start[i+1]) > len(cells) {
			r.err = errors.New("a row is too long")
			return weights{}
		}
		c.cells(cells[start[i]:start[i+1]])
	}
	return newWeights(keys, start, cells)
}
