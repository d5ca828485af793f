package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"dateline/web/api"
	"dateline/web/frame"
	"dateline/web/site"
)

func decode[T any](t *testing.T, what, body string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%s: %v in %.300s", what, err, body)
	}
	return v
}

func TestAPI(t *testing.T) {
	w := fullWorld(t)
	var ids []string
	path, pages := "/api/dispatches?limit=3", 0
	for path != "" {
		res := w.get(path)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Fatalf("%s: status %d, %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
		list := decode[api.List[api.Teaser]](t, path, res.body)
		for _, item := range list.Items {
			ids = append(ids, item.ID)
			if !strings.HasPrefix(item.URL, w.server.URL+"/news/") || item.Headline == "" || item.Published.IsZero() {
				t.Errorf("%s: %+v", path, item)
			}
		}
		path = strings.TrimPrefix(list.Next, w.server.URL)
		if pages++; pages > 5 {
			t.Fatal("the list has no end")
		}
	}
	if len(ids) != 8 || pages != 3 || slices.Contains(ids, w.killed.ID) {
		t.Errorf("%d dispatches on %d pages, want 8 on 3 without the killed one", len(ids), pages)
	}
	if got := decode[api.List[api.Teaser]](t, "a section", w.get("/api/dispatches?section=economy").body); len(got.Items) != 3 {
		t.Errorf("the section has %d dispatches, want 3", len(got.Items))
	}
	if got := decode[api.List[api.Teaser]](t, "an empty section", w.get("/api/dispatches?section=none").body); got.Items == nil || len(got.Items) != 0 {
		t.Errorf("an empty section gives %v, want an empty list", got.Items)
	}

	res := w.get("/api/dispatches/" + w.pact.ID)
	ninjs := decode[map[string]any](t, "ninjs", res.body)
	if res.StatusCode != 200 || ninjs["uri"] == nil || !strings.Contains(res.body, "Two neighbours promise") {
		t.Errorf("one dispatch: status %d, %.300s", res.StatusCode, res.body)
	}
	if got := decode[api.List[api.Story]](t, "stories", w.get("/api/stories").body); len(got.Items) == 0 || got.Items[0].Reports == 0 {
		t.Errorf("the stories are %+v", got.Items)
	}
	for path, status := range map[string]int{"/api/dispatches/none": 404, "/api/none": 404, "/api/dispatches?after=x!": 400, "/api/reports": 401} {
		if res := w.get(path); res.StatusCode != status || decode[map[string]string](t, path, res.body)["error"] == "" {
			t.Errorf("%s: status %d, want %d: %s", path, res.StatusCode, status, res.body)
		}
	}
	w.post("/signin", url.Values{"email": {w.admin.Email}, "password": {password}})
	if got := decode[api.List[api.Report]](t, "reports", w.get("/api/reports").body); len(got.Items) != 3 || got.Items[0].Headline == "" {
		t.Errorf("%d reports, want 3: %+v", len(got.Items), got.Items)
	}
}

func must(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// FuzzPassages: the marked parts are what was cited, and with what stands
// around them they are paragraphs of the text.
func FuzzPassages(f *testing.F) {
	f.Add("One.\n\nTwo and more.", 2, 9)
	f.Add("ünïcödé\n\n\n\nx", 0, 12)
	f.Add("", 0, 0)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		ps, err := site.Passages(text, start, end)
		runes := []rune(text)
		if err != nil {
			if start >= 0 && start < end && end <= len(runes) && end-start <= site.CitedMost {
				t.Fatalf("refused %d to %d of %d", start, end, len(runes))
			}
			return
		}
		var cited []string
		for _, p := range ps {
			cited = append(cited, p.Cited)
			if whole := p.Before + p.Cited + p.Behind; !slices.Contains(strings.Split(string(runes), "\n\n"), whole) {
				t.Errorf("%q is no paragraph", whole)
			}
		}
		want := strings.Trim(string(runes[start:end]), "\n")
		if got := strings.Trim(strings.Join(cited, "\n\n"), "\n"); strings.ReplaceAll(got, "\n", "") != strings.ReplaceAll(want, "\n", "") {
			t.Errorf("marked %q, want %q", got, want)
		}
	})
}

// FuzzOwn: a way back never leads to another site, as a browser reads it.
func FuzzOwn(f *testing.F) {
	for _, seed := range []string{"/desk?x=1", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := frame.Own(path)
		base := must(t, "https://own.example/signin")
		u, err := base.Parse(got)
		if err != nil || u.Host != "own.example" || u.Scheme != "https" || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("own(%q) = %q, which leads to %v (%v)", path, got, u, err)
		}
	})
}
