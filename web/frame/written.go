package frame

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dateline/newsroom"
)

// What a person wrote is not thrown away when it can't be taken. The fields of each
// form are held while it is answered, so that an error page can show them; the
// sign-in page carries them on in a field of its own, so that nothing of a stranger
// is stored; and once someone has signed in they are kept for them and put back
// into the form, where the person presses the button again.

type writtenKey struct{}

// written are the fields of the form that a request carries, once they were read.
type written struct{ fields url.Values }

// Holding gives each request a place for the fields of its form.
func Holding(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), writtenKey{}, &written{})))
	})
}

// Hold keeps the fields that were read from a request.
func Hold(r *http.Request) {
	if held, ok := r.Context().Value(writtenKey{}).(*written); ok {
		held.fields = r.PostForm
	}
}

// A Carried form is what was written, and where.
type Carried struct {
	Action, Page string
	Fields       url.Values
}

// secretFields are never shown again nor kept.
var secretFields = []string{"password", "again", "old", "token", "secret", "kept"}

// plumbing are fields that people don't write.
var plumbing = []string{"act", "back", "id", "revision", "saw", "user", "version", "key", "kind", "confirm"}

// CarriedBy returns the form that a request carries; false if nobody wrote anything in it.
func CarriedBy(r *http.Request) (Carried, bool) {
	held, ok := r.Context().Value(writtenKey{}).(*written)
	if !ok || r.Method != http.MethodPost {
		return Carried{}, false
	}
	// Signing in and confirming carry another form on.
	if packed := held.fields.Get("kept"); packed != "" && (r.URL.Path == "/signin" || r.URL.Path == "/desk/confirm") {
		if c, err := Unpack(packed); err == nil {
			return c, true
		}
	}
	c := Carried{Action: Own(r.URL.RequestURI()), Page: CameFrom(r), Fields: url.Values{}}
	wrote := false
	for name, values := range held.fields {
		if slices.Contains(secretFields, name) {
			continue
		}
		c.Fields[name] = values
		wrote = wrote || !slices.Contains(plumbing, name) && strings.TrimSpace(strings.Join(values, "")) != ""
	}
	return c, wrote
}

// lacksSecret reports whether a form had a secret, without which it can't be sent again.
func lacksSecret(r *http.Request) bool {
	held, ok := r.Context().Value(writtenKey{}).(*written)
	return ok && slices.ContainsFunc(secretFields, held.fields.Has)
}

// A WrittenField is a field as it is shown to whoever wrote it.
type WrittenField struct {
	Name, Label, Value string
	Long               bool // wants several lines
	Hidden             bool
}

// fieldLabels are the names of fields as forms show them; others are called by their name.
var fieldLabels = map[string]string{"body": "Text", "text": "Text", "address": "Address", "byline": "Byline", "cameo": "Code", "comments_open": "Readers may comment",
	"figure_alt": "For those who cannot see it", "figure_caption": "Caption", "figure_credit": "Credit", "figure_url": "Picture", "kill_note": "Why it is withdrawn",
	"note": "What was wrong", "q": "Search", "query": "Query", "saw": "Seen", "until": "Held until"}

// Shown returns the fields of a form in the order of their names, those with long
// texts first.
func (c Carried) Shown() (out []WrittenField) {
	for name, values := range c.Fields {
		label := fieldLabels[name]
		if label == "" && name != "" {
			label = strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
		}
		for _, v := range values {
			f := WrittenField{Name: name, Label: label, Value: v, Long: len(v) > 60 || strings.Contains(v, "\n")}
			f.Hidden = slices.Contains(plumbing, name) || strings.TrimSpace(v) == "" || v == "1" // as a ticked box says
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b WrittenField) int {
		if a.Long != b.Long {
			return map[bool]int{true: -1, false: 1}[a.Long]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// Pack writes a form for a field of another.
func (c Carried) Pack() (string, error) {
	var out bytes.Buffer
	packer := gzip.NewWriter(&out)
	if err := errors.Join(json.NewEncoder(packer).Encode(c), packer.Close()); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(out.Bytes()), nil
}

// unpackMost bounds what a packed form may hold: as much as a form, and what JSON
// adds to it.
const unpackMost = 3 * FormMost

// Unpack reads what pack wrote. It came back from the browser, so it may be anything.
func Unpack(packed string) (c Carried, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		return c, err
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return c, err
	}
	if err = json.NewDecoder(io.LimitReader(unpacker, unpackMost)).Decode(&c); err != nil {
		return c, err
	}
	if sizeOf(c.Fields) > FormMost {
		return Carried{}, &http.MaxBytesError{Limit: FormMost}
	}
	for _, name := range secretFields {
		delete(c.Fields, name)
	}
	c.Action = Own(c.Action)
	if c.Page != "" {
		c.Page = Own(c.Page)
	}
	return c, nil
}

// Form tells this form from others of the same user: by where it is sent and the
// first of its fields.
func (c Carried) Form() string {
	first := ""
	for name := range c.Fields {
		if !slices.Contains(plumbing, name) && (first == "" || name < first) {
			first = name
		}
	}
	return FormName(c.Action, first)
}

// FormName names a field by the address that its form is sent to.
func FormName(action, field string) string {
	path, _, _ := strings.Cut(action, "?")
	return path + " " + field
}

// PageOf returns the page that a form belongs to: the one it was sent from or, where
// the browser doesn't say or that is no page, the nearest page to its address.
func (s *Server) PageOf(c Carried) string {
	if s.isPage(c.Page) {
		return c.Page
	}
	for path, _, _ := strings.Cut(c.Action, "?"); strings.Count(path, "/") > 1; path = path[:strings.LastIndexByte(path, '/')] {
		if s.isPage(path) {
			return path
		}
	}
	return "/desk"
}

// isPage reports whether there is a page at a path.
func (s *Server) isPage(path string) bool {
	if path == "" || strings.HasPrefix(path, "/signin") {
		return false
	}
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return false
	}
	_, pattern := s.Mux.Handler(r)
	return pattern != "" && pattern != "GET /"
}

// GiveBack keeps a form for whoever just signed in, and returns the page on which it
// is filled in again.
func (s *Server) GiveBack(r *http.Request, c Carried) (string, error) {
	m, err := s.SignedIn(r)
	if err != nil {
		return "", err
	}
	page := s.PageOf(c)
	if m == nil || len(c.Fields) == 0 {
		return page, nil
	}
	id, err := s.Room.KeepWriting(r.Context(), m.User, newsroom.Writing{Form: c.Form(), Action: c.Action, Page: page, Fields: c.Fields.Encode()})
	if err != nil {
		return "", err
	}
	to, err := url.Parse(page)
	if err != nil {
		return "", err
	}
	q := to.Query()
	q.Set("kept", id)
	to.RawQuery = q.Encode()
	return to.RequestURI(), nil
}
