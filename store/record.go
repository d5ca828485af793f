package store

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/nlnwa/gowarc/v3"

	"dateline/news"
)

// Captures are records of WARC 1.1, each a gzip member of its own: a response
// with the headers as they came and the body as it was unpacked.

// asLaid marks headers that speak of how the body was packed on its way, which
// the kept body is not any more; under their own names they would mislead
// whoever reads the file. The prefix is that of other public archives.
const asLaid = "X-Crawler-"

var aboutPacking = map[string]bool{"Content-Encoding": true, "Transfer-Encoding": true, "Content-Length": true}

// askedField is the record's field for the address that was asked for where
// redirects led to another.
const askedField = "X-Asked-URI"

// warcTime is a date as WARC 1.1 has it.
func warcTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// packRecord writes a capture as one packed record.
func (db *DB) packRecord(c news.Capture) ([]byte, error) {
	target := c.FinalURL
	if target == "" {
		target = c.URL
	}
	fields := [][2]string{
		{gowarc.WarcTargetURI, oneLine(target)},
		{gowarc.WarcDate, warcTime(c.FetchedAt)},
		{gowarc.WarcPayloadDigest, c.Digest},
		{gowarc.ContentType, "application/http; msgtype=response"},
	}
	if target != c.URL {
		fields = append(fields, [2]string{askedField, oneLine(c.URL)})
	}
	var block bytes.Buffer
	fmt.Fprintf(&block, "HTTP/1.1 %03d \r\n", c.Status)
	for _, name := range slices.Sorted(maps.Keys(c.Header)) {
		as := name
		if aboutPacking[name] {
			as = asLaid + name
		}
		for _, value := range c.Header[name] {
			fmt.Fprintf(&block, "%s: %s\r\n", fieldName(as), oneLine(value))
		}
	}
	fmt.Fprintf(&block, "Content-Length: %d\r\n\r\n", len(c.Body))
	return db.packWARC(gowarc.Response, fields, block.Bytes(), c.Body)
}

// packHead writes the record that a file begins with.
func (db *DB) packHead(name string, at time.Time) ([]byte, error) {
	fields := [][2]string{{gowarc.WarcFilename, name}, {gowarc.WarcDate, warcTime(at)}, {gowarc.ContentType, gowarc.ApplicationWarcFields}}
	return db.packWARC(gowarc.Warcinfo, fields, []byte("software: Dateline\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"))
}

var builders sync.Mutex

// recordID names a record: a random UUID (RFC 9562, version 4).
func recordID() (string, error) {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

func (db *DB) packWARC(kind gowarc.RecordType, fields [][2]string, blocks ...[]byte) ([]byte, error) {
	builders.Lock() // each new builder sets a switch of the library's that is for all of them
	b := gowarc.NewRecordBuilder(kind, gowarc.WithNoValidation(), gowarc.WithBufferMaxMemBytes(64<<20), gowarc.WithRecordIdFunc(recordID))
	builders.Unlock()
	defer b.Close()
	for _, f := range fields {
		b.AddWarcHeader(f[0], f[1])
	}
	for _, block := range blocks {
		if _, err := b.Write(block); err != nil {
			return nil, err
		}
	}
	record, _, err := b.Build()
	if err != nil {
		return nil, err
	}
	defer record.Close()
	var out bytes.Buffer
	z := <-db.packers
	defer func() { db.packers <- z }()
	z.Reset(&out)
	if _, _, err := gowarc.NewMarshaler().Marshal(z, record, 0); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

// packers are the compressors that captures are packed with: as many as can
// work at the same time, for each takes a megabyte.
func newPackers(n int) chan *gzip.Writer {
	packers := make(chan *gzip.Writer, n)
	for range n {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.DefaultCompression) // no level that can fail
		packers <- z
	}
	return packers
}

// unpackRecord reads headers and body out of a packed record. The body's digest
// must be the one that the record states, and the one that was asked for.
func unpackRecord(packed []byte, digest string) (header map[string][]string, body []byte, err error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, fmt.Errorf("unpacking its record: %w", err)
	}
	in := bufio.NewReader(z)
	fields, err := readHead(in)
	if err != nil {
		return nil, nil, fmt.Errorf("reading its record: %w", err)
	}
	header, err = readHead(in)
	if err != nil {
		return nil, nil, fmt.Errorf("reading its record: %w", err)
	}
	delete(header, "Content-Length")
	for name := range aboutPacking {
		if values, ok := header[asLaid+name]; ok {
			header[name] = values
			delete(header, asLaid+name)
		}
	}
	if body, err = io.ReadAll(in); err != nil { // to the end, where the sum of gzip is
		return nil, nil, fmt.Errorf("unpacking its record: %w", err)
	}
	body, whole := bytes.CutSuffix(body, []byte("\r\n\r\n")) // what a record ends with
	if got := news.Digest(body); !whole || got != digest || !slices.Equal(fields[gowarc.WarcPayloadDigest], []string{digest}) {
		return nil, nil, fmt.Errorf("its digest is %s, its body's %s: %w", digest, got, errDamaged)
	}
	return header, body, nil
}

// readHead reads a line and the fields that follow it: of WARC, then of HTTP.
// Values are taken as they are, whatever a server put in them.
func readHead(in *bufio.Reader) (map[string][]string, error) {
	if _, err := in.ReadString('\n'); err != nil {
		return nil, err
	}
	fields := map[string][]string{}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimSuffix(line, "\r\n")
		if line == "" {
			return fields, nil
		}
		name, value, _ := strings.Cut(line, ": ")
		fields[name] = append(fields[name], value)
	}
}

// fieldName escapes what may not stand in the name of a field (RFC 9110 §5.6.2).
// No server's answer comes so far with one, but nothing kept may be unreadable.
func fieldName(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("!#$&'*+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// oneLine keeps what others wrote from being taken for a line of its own.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }
