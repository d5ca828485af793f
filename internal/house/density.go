package house

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a function, a condition and a line. A test may be as long as the case
// that it plays.
const (
	mostPaths     = 15  // cyclomatic complexity: the ways through a function
	mostOperators = 3   // && and || in one condition
	mostColumns   = 120 // characters in a line, a tab counted as four
)

// A dense is a place that is over a limit. Its name stays the same when lines move:
// the folder and the function, or the file.
type dense struct {
	name  string // "join (*Joiner).settle", "join/item.go"
	limit string // "paths", "operators", "columns"
	size  int    // the worst measure; for columns the number of lines that are too long
}

func (d dense) key() string { return d.limit + " " + d.name }

// tooDense returns the places of a file that are over a limit.
func tooDense(f file) []dense {
	if f.test {
		return nil
	}
	var out []dense
	for _, decl := range f.syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		name := f.dir + " " + functionName(fn)
		if n := pathsThrough(fn.Body); n > mostPaths {
			out = append(out, dense{name, "paths", n})
		}
		if n := operatorsIn(fn.Body); n > mostOperators {
			out = append(out, dense{name, "operators", n})
		}
	}
	if n := longLines(f.syntax, f.source); n > 0 {
		out = append(out, dense{f.path, "columns", n})
	}
	return out
}

func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	of, star := fn.Recv.List[0].Type, ""
	if p, ok := of.(*ast.StarExpr); ok {
		of, star = p.X, "*"
	}
	if g, ok := of.(*ast.IndexExpr); ok {
		of = g.X
	}
	if id, ok := of.(*ast.Ident); ok {
		return "(" + star + id.Name + ")." + fn.Name.Name
	}
	return fn.Name.Name
}

// pathsThrough returns McCabe's cyclomatic complexity of a body, without that of the
// functions that are written within it: those have a body of their own.
func pathsThrough(body ast.Node) int {
	n, worst := 1, 0
	ast.Inspect(body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit:
			worst = max(worst, pathsThrough(node.Body))
			return false
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			if node.List != nil {
				n++
			}
		case *ast.CommClause:
			if node.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if node.Op == token.LAND || node.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return max(n, worst)
}

// operatorsIn returns the number of && and || in the condition that has most of them.
func operatorsIn(body ast.Node) int {
	worst := 0
	ast.Inspect(body, func(node ast.Node) bool {
		e, ok := node.(*ast.BinaryExpr)
		if !ok || e.Op != token.LAND && e.Op != token.LOR {
			return true
		}
		worst = max(worst, operators(e))
		return true
	})
	return worst
}

// operators counts those of one condition. A call's arguments are conditions of their own.
func operators(e ast.Expr) int {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return operators(e.X)
	case *ast.UnaryExpr:
		return operators(e.X)
	case *ast.BinaryExpr:
		n := operators(e.X) + operators(e.Y)
		if e.Op == token.LAND || e.Op == token.LOR {
			n++
		}
		return n
	}
	return 0
}

// longLines returns the number of lines that are too long, without those of texts in
// raw strings, which have their own shape.
func longLines(f *ast.File, source []byte) int {
	raw := map[int]bool{}
	start := 1
	lineOf := func(p token.Pos) int { return start + bytes.Count(source[:int(p-f.FileStart)], []byte("\n")) }
	ast.Inspect(f, func(node ast.Node) bool {
		if lit, ok := node.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.HasPrefix(lit.Value, "`") {
			for l := lineOf(lit.Pos()); l <= lineOf(lit.End()); l++ {
				raw[l] = true
			}
		}
		return true
	})
	n, line := 0, 0
	for s := range bytes.Lines(source) {
		line++
		s = bytes.TrimRight(s, "\r\n")
		wide := utf8.RuneCount(s) + 3*bytes.Count(s, []byte("\t"))
		if wide > mostColumns && !raw[line] && !bytes.HasPrefix(s, []byte("//go:")) {
			n++
		}
	}
	return n
}

// weigh compares what is too dense with the list of exceptions, which may only shrink:
// a place that isn't on it is a breach, and so is one that got worse, and a line of the
// list that has become too generous.
func weigh(found []dense, exceptions map[string]int) (out []string) {
	seen := map[string]bool{}
	for _, d := range found {
		allowed := exceptions[d.key()]
		seen[d.key()] = true
		switch {
		case allowed == 0:
			out = append(out, fmt.Sprintf("%s: %s: shorten it", d.name, d.sentence()))
		case d.size > allowed:
			out = append(out, fmt.Sprintf("%s: %s, and the list of exceptions allows %d: shorten it", d.name, d.sentence(), allowed))
		case d.size < allowed:
			out = append(out, fmt.Sprintf("%s: %s, and the list of exceptions allows %d: write %d there", d.name, d.sentence(), allowed, d.size))
		}
	}
	for key := range exceptions {
		if !seen[key] {
			out = append(out, fmt.Sprintf("the list of exceptions has %q, which is no longer over a limit: take it off", key))
		}
	}
	slices.Sort(out)
	return out
}

func (d dense) sentence() string {
	switch d.limit {
	case "paths":
		return fmt.Sprintf("%d ways through the function, at most %d are allowed", d.size, mostPaths)
	case "operators":
		return fmt.Sprintf("a condition with %d boolean operators, at most %d are allowed", d.size, mostOperators)
	}
	return fmt.Sprintf("lines of more than %d columns: %d", mostColumns, d.size)
}

// readExceptions reads lines "limit size name".
func readExceptions(path string) (map[string]int, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the list of exceptions: %w", err)
	}
	out := map[string]int{}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var limit string
		var size int
		if _, err := fmt.Sscan(line, &limit, &size); err != nil {
			return nil, fmt.Errorf("reading the exception %q: %w", line, err)
		}
		fields := strings.SplitN(line, " ", 3)
		if len(fields) != 3 {
			return nil, fmt.Errorf("the exception %q has no place", line)
		}
		out[limit+" "+fields[2]] = size
	}
	return out, nil
}
