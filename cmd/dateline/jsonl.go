package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine bounds one line of JSONL input: a page of 16 MiB with every byte escaped fits.
const maxLine = 128 << 20

// filterJSONL answers each line of in by what answer makes of it, in order,
// flushing whenever the input pauses. answer returns the values to write, a
// line each. A line that fails is answered by {"id":…,"error":…}, named on
// errOut, and makes the exit status 1; the lines after it are still answered.
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
			if r.Buffered() == 0 {
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

func answerLine(line []byte, number int, enc *json.Encoder, errOut io.Writer, answer func([]byte) ([]any, error)) bool {
	values, err := answer(line)
	for _, v := range values {
		if e := enc.Encode(v); e != nil && err == nil {
			err = e
		}
	}
	if err == nil {
		return true
	}
	var named struct {
		ID string `json:"id"`
	}
	json.Unmarshal(line, &named) // a line that is no JSON has no id to name
	enc.Encode(map[string]string{"id": named.ID, "error": err.Error()})
	fmt.Fprintf(errOut, "line %d (%s): %v\n", number, named.ID, err)
	return false
}

// readLine gives the next line that is not blank, without its end.
func readLine(r *bufio.Reader) ([]byte, error) {
	for {
		var line []byte
		for {
			part, err := r.ReadSlice('\n')
			line = append(line, part...)
			if errors.Is(err, bufio.ErrBufferFull) {
				if len(line) > maxLine {
					return nil, fmt.Errorf("longer than %d bytes; cut it into smaller inputs", maxLine)
				}
				continue
			}
			line = trimSpace(line)
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
