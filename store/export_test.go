package store

import "context"

// Schema are the steps of the schema.
var Schema = schema

// Pragma asks every connection, the writer and each reader, for an option.
func Pragma(db *DB, name string) []string {
	ctx := context.Background()
	var out []string
	add := func(scan func(...any) error) {
		var v string
		if err := scan(&v); err != nil {
			v = err.Error()
		}
		out = append(out, v)
	}
	add(db.conn.QueryRowContext(ctx, "PRAGMA "+name).Scan)
	for range 4 {
		c, err := db.readers.Conn(ctx) // kept, so that the next is another
		if err != nil {
			return append(out, err.Error())
		}
		defer c.Close()
		add(c.QueryRowContext(ctx, "PRAGMA "+name).Scan)
	}
	return out
}
