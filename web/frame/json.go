package frame

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// asJSON says whether a program asks: its errors are JSON too.
func asJSON(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// WriteJSON answers with a value as JSON.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	body.WriteTo(w)
	return nil
}
