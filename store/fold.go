package store

import (
	"database/sql/driver"
	"strings"

	"modernc.org/sqlite"
)

// Searches within lists compare words as fold writes them. SQLite's own lower
// knows the letters of English alone. The schema does not use it: other tools read
// the database too, and do not have it.
func init() {
	sqlite.MustRegisterDeterministicScalarFunction("fold", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		if s, ok := args[0].(string); ok {
			return fold(s), nil
		}
		return nil, nil
	})
}

// fold writes a text small.
func fold(s string) string { return strings.ToLower(s) }
