package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHouse(t *testing.T) {
	breaches, err := Breaches("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaches {
		t.Error(b)
	}
}

// TestDensity: no function, condition or line is over its limit but those of the list of
// exceptions, which may only shrink.
func TestDensity(t *testing.T) {
	found, err := Density("../..", "exceptions.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// TestDensityIsFound: each limit can fail, and so can a list that is too generous.
func TestDensityIsFound(t *testing.T) {
	const head = "package x\n"
	branches := strings.Repeat("\tif a {\n\t\tprintln()\n\t}\n", mostPaths)
	for name, c := range map[string]struct{ src, exceptions, want string }{
		"many ways":             {head + "func f(a bool) {\n" + branches + "}\n", "", "16 ways through the function"},
		"a list that allows":    {head + "func f(a bool) {\n" + branches + "}\n", "paths 16 join f\n", ""},
		"worse than allowed":    {head + "func f(a bool) {\n" + branches + "}\n", "paths 15 join f\n", "allows 15: shorten it"},
		"better than allowed":   {head + "func f(a bool) {\n" + branches + "}\n", "paths 17 join f\n", "write 16 there"},
		"no longer over":        {head + "func f() {}\n", "paths 16 join f\n", "take it off"},
		"many operators":        {head + "func (t *T) f(a bool) bool { return a && a || !(a && a || a) }\ntype T int\n", "", "(*T).f: a condition with 4 boolean operators"},
		"a long line":           {head + "// " + strings.Repeat("long ", 30) + "\n", "", "columns: 1"},
		"a long line of a text": {head + "const c = `" + strings.Repeat("long ", 30) + "`\n", "", ""},
		"few of all":            {head + "func f(a bool) bool { return a && a || a }\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			list := filepath.Join(root, "exceptions.txt")
			for file, text := range map[string]string{filepath.Join(root, "join", "x.go"): c.src, list: "# why\n" + c.exceptions} {
				if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			found, err := Density(root, list)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(found, "\n"); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("found %q, want one that says %q", got, c.want)
			}
		})
	}
}

// TestBreachesAreFound: each rule of the plan can fail.
func TestBreachesAreFound(t *testing.T) {
	const doc = "// Package x is for showing that a rule of the plan is held, and for nothing else.\n"
	for name, c := range map[string]struct{ path, src, want string }{
		"a stage imports another":   {"join/x.go", doc + "package join\nimport _ \"dateline/read\"\n", "never another stage"},
		"a stage imports the store": {"record/x.go", doc + "package record\nimport _ \"dateline/store\"\n", "never another stage, store"},
		"news imports ours":         {"news/x.go", doc + "package news\nimport _ \"dateline/lang\"\n", "news imports nothing of ours"},
		"an instrument looks up":    {"lang/x.go", doc + "package lang\nimport _ \"dateline/fetch\"\n", "at most news"},
		"support knows a stage":     {"support/x.go", doc + "package support\nimport _ \"dateline/record\"\n", "support imports news and lang"},
		"trees know news":           {"trees/x.go", doc + "package trees\nimport _ \"dateline/news\"\n", "trees imports nothing of ours"},
		"the store knows trees":     {"store/x.go", doc + "package store\nimport _ \"dateline/trees\"\n", "store imports news"},
		"a sub-room looks up":       {"read/dom/x.go", doc + "package dom\nimport _ \"dateline/read/body\"\n", "the imports run one way"},
		"a sub-room knows its room": {"read/site/x.go", doc + "package site\nimport _ \"dateline/read/unknown\"\n", "the imports run one way"},
		"a face knows another":      {"web/site/x.go", doc + "package site\nimport _ \"dateline/web/desk\"\n", "within web the imports run one way"},
		"the frame knows a face":    {"web/frame/x.go", doc + "package frame\nimport _ \"dateline/web/site\"\n", "within web the imports run one way"},
		"a picture knows requests":  {"web/chart/x.go", doc + "package chart\nimport _ \"dateline/web/frame\"\n", "within web the imports run one way"},
		"a room of web from cmd":    {"cmd/dateline/x.go", doc + "package main\nimport _ \"dateline/web/frame\"\n", "others see the room itself"},
		"a sub-room from outside":   {"newsroom/x.go", doc + "package newsroom\nimport _ \"dateline/read/dom\"\n", "others see the room itself"},
		"the store knows a stage":   {"store/x.go", doc + "package store\nimport _ \"dateline/match\"\n", "store imports news"},
		"the web knows a stage":     {"web/desk/x.go", doc + "package desk\nimport _ \"dateline/read\"\n", "web imports newsroom"},
		"the web writes":            {"web/desk/x.go", doc + "package desk\nimport \"dateline/store\"\nfunc f(*store.Tx) {}\n", "read from store.Reader"},
		"a command takes it all":    {"cmd/dateline/x.go", doc + "package main\nfunc f(r room) { r.DB().Close() }\n", "read from store.Reader"},
		"the corridor knows web":    {"newsroom/x.go", doc + "package newsroom\nimport _ \"dateline/web\"\n", "never web"},
		"a pure stage reads files":  {"read/x.go", doc + "package read\nimport _ \"os\"\n", "functions of their input"},
		"SQL outside the store":     {"newsroom/x.go", doc + "package newsroom\nconst q = `SELECT 1`\n", "no SQL anywhere"},
		"a driver outside":          {"web/x.go", doc + "package web\nimport _ \"database/sql\"\n", "no SQL anywhere"},
		"HTML in the store":         {"store/x.go", doc + "package store\nimport _ \"golang.org/x/net/html\"\n", "no HTTP, HTML"},
		"text templates":            {"web/x.go", doc + "package web\nimport _ \"text/template\"\n", "html/template only"},
		"a stage looks at a clock":  {"brief/x.go", doc + "package brief\nimport \"time\"\nvar _ = time.Now()\n", "time comes in as a value"},
		"a sleep":                   {"fetch/x.go", doc + "package fetch\nimport \"time\"\nfunc f() { time.Sleep(1) }\n", "can be woken"},
		"a default client":          {"collect/x.go", doc + "package collect\nimport \"net/http\"\nvar _ = http.DefaultClient\n", "goes through fetch"},
		"a context from nowhere":    {"store/x.go", doc + "package store\nimport \"context\"\nvar _ = context.Background()\n", "the context comes in"},
		"no doc comment":            {"desk/x.go", "package desk\n", "opens with a doc comment"},
		"a name that says nothing":  {"web/util/x.go", doc + "package util\n", "named for what it is about"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			file := filepath.Join(root, filepath.FromSlash(c.path))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(c.src), 0o600); err != nil {
				t.Fatal(err)
			}
			breaches, err := Breaches(root)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(breaches, "\n"); !strings.Contains(got, c.want) {
				t.Errorf("breaches %q, want one that says %q", got, c.want)
			}
		})
	}
}
