package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

// echo answers a line by its word, which must be a text.
func echo(line []byte) ([]any, error) {
	var in struct{ ID, Word string }
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, err
	}
	return []any{in.Word}, nil
}

// TestAnsweredAtOnce: half of the next line must not hold an answer back.
func TestAnsweredAtOnce(t *testing.T) {
	in, feed := io.Pipe()
	answers, out := io.Pipe()
	go func() {
		filterJSONL(in, out, io.Discard, echo, nil)
		out.Close()
	}()
	go io.WriteString(feed, "{\"id\":\"1\",\"word\":\"one\"}\n{\"id\":\"2\",")
	line := make(chan string, 1)
	r := bufio.NewReader(answers)
	go func() {
		text, _ := r.ReadString('\n')
		line <- text
	}()
	select {
	case got := <-line:
		if got != "\"one\"\n" {
			t.Errorf("got %q", got)
		}
	case <-time.After(5 * time.Second):
		t.Error("the answer waits for the rest of the next line")
	}
	go func() {
		io.WriteString(feed, "\"word\":\"two\"}\n")
		feed.Close()
	}()
	if rest, err := io.ReadAll(r); err != nil || string(rest) != "\"two\"\n" {
		t.Errorf("the rest is %q, %v", rest, err)
	}
}

func TestFailedLines(t *testing.T) {
	before := maxLine
	maxLine = 100_000
	defer func() { maxLine = before }()
	long := func(n int) string { return strings.Repeat("x", n) }
	frame := len(`{"id":"","word":""}`)
	for _, c := range []struct{ name, in, want, said string }{
		{"an id that is a number", `{"id":7,"word":"a"}`, `{"error":"*","id":7}`, "line 1 (7)"},
		{"an id that is a text", `{"id":"a","word":1}`, `{"error":"*","id":"a"}`, "line 1 (a)"},
		{"no id", `{"word":1}`, `{"error":"*","id":""}`, "line 1 ()"},
		{"no JSON", `word`, `{"error":"*","id":""}`, "line 1 ()"},
		{"damaged behind the id", `{"id":"b","word":"a`, `{"error":"*","id":"b"}`, "line 1 (b)"},
		{"as long as may be", `{"id":"","word":"` + long(maxLine-frame) + `"}`, `"` + long(maxLine-frame) + `"`, ""},
		{"one more", `{"id":"","word":"` + long(maxLine-frame+1) + `"}`, `{"error":"longer than 100000 bytes; cut it into smaller inputs","id":""}`, "longer than"},
		{"much longer", `{"id":"c","word":"` + long(5<<20) + `"}`, `{"error":"longer than 100000 bytes; cut it into smaller inputs","id":"c"}`, "line 1 (c): longer than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n"} {
				var out, errOut bytes.Buffer
				status := filterJSONL(strings.NewReader(c.in+end+`{"id":"z","word":"next"}`), &out, &errOut, echo, nil)
				lines := strings.Split(strings.TrimSpace(out.String()), "\n")
				if len(lines) != 2 || lines[1] != `"next"` {
					t.Fatalf("the line after it is not answered: %.300q", out.String())
				}
				head, tail, whole := strings.Cut(c.want, "*")
				if lines[0] != c.want && (!whole || !strings.HasPrefix(lines[0], head) || !strings.HasSuffix(lines[0], tail)) {
					t.Errorf("answered %.200s, want %.200s", lines[0], c.want)
				}
				if want := min(len(c.said), 1); status != want || !strings.Contains(errOut.String(), c.said) {
					t.Errorf("status %d, said %.200q; want %d and %q", status, errOut.String(), want, c.said)
				}
			}
		})
	}
}
