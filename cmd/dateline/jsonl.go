package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxLine bounds one line of JSONL input: a page of 16 MiB with every byte escaped fits.
var maxLine = 128 << 20

// filterJSONL answers each line of in by what answer makes of it, in order,
// flushing whenever no further line is there yet. answer returns the values to
// write, a line each. A line that fails is answered by {"id":…,"error":…}, named
// on errOut, and makes the exit status 1; the lines after it are still answered.
// atEnd, if there is one, gives what is to be written last.
func filterJSONL(in io.Reader, out, errOut io.Writer, answer func(line []byte) ([]any, error), atEnd func() []any) int {
	r := bufio.NewReaderSize(in, 1<<20)
	w := bufio.NewWriterSize(out, 1<<16)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	status := 0
	for number := 1; ; number++ {
		line, err := readLine(r)
		if len(line) > 0 {
			if !answerLine(line, number, enc, errOut, answer) {
				status = 1
			}
			if !holdsLine(r) {
				if w.Flush() != nil {
					return 1 // whoever reads us is gone
				}
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				fmt.Fprintf(errOut, "line %d: %v\n", number, err)
				status = 1
			}
			if atEnd != nil {
				for _, v := range atEnd() {
					if err := enc.Encode(v); err != nil {
						return 1
					}
				}
			}
			if w.Flush() != nil {
				return 1
			}
			return status
		}
	}
}

// holdsLine says whether a whole line can be had without waiting for whoever
// writes to us: a part of one may be all that comes for a long time.
func holdsLine(r *bufio.Reader) bool {
	held, _ := r.Peek(r.Buffered())
	return bytes.IndexByte(held, '\n') >= 0
}

func answerLine(line []byte, number int, enc *json.Encoder, errOut io.Writer, answer func([]byte) ([]any, error)) bool {
	var values []any
	err := fmt.Errorf("longer than %d bytes; cut it into smaller inputs", maxLine)
	if len(line) <= maxLine {
		values, err = answer(line)
	}
	for _, v := range values {
		if e := enc.Encode(v); e != nil && err == nil {
			err = e
		}
	}
	if err == nil {
		return true
	}
	id := idOf(line)
	enc.Encode(map[string]any{"id": id, "error": err.Error()})
	fmt.Fprintf(errOut, "line %d (%s): %v\n", number, strings.Trim(string(id), `"`), err)
	return false
}

// idOf gives the id of a line as it stands there, also when it is no text, and
// "" for a line that has none. Of a line that is cut or damaged only what stands
// before the damage can be read.
func idOf(line []byte) json.RawMessage {
	none := json.RawMessage(`""`)
	d := json.NewDecoder(bytes.NewReader(line))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return none
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return none
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return none
		}
		if key == "id" {
			return value
		}
	}
	return none
}

// readLine gives the next line that is not blank, without its end. Of a line
// that is longer than maxLine it gives one byte more than that, and skips the
// rest.
func readLine(r *bufio.Reader) ([]byte, error) {
	for {
		var line []byte
		cut := false
		for {
			part, err := r.ReadSlice('\n')
			if keep := maxLine + 1 - len(line); len(part) > keep && len(bytes.TrimRight(part, "\r\n")) > keep-1 {
				part, cut = part[:keep], true
			}
			line = append(line, part...)
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if !cut {
				line = trimSpace(line)
			}
			if err != nil || len(line) > 0 {
				return line, err
			}
			break
		}
	}
}

func trimSpace(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r' || b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	return b
}
