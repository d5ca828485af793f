package frame

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// assets are the files that pages load. Each is served under a name with a
// checksum in it, so that browsers may keep it for good and a new version is
// another file.
type assets struct {
	byName    map[string]string // dateline.css → /assets/dateline.0123456789ab.css
	byAddress map[string]asset
}

type asset struct {
	contentType string
	body        []byte
}

func loadAssets() (*assets, error) {
	a := &assets{byName: map[string]string{}, byAddress: map[string]asset{}}
	err := fs.WalkDir(assetFiles, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		address := "/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.byName[strings.TrimPrefix(name, "assets/")] = address
		a.byAddress[address] = asset{typeOf(ext), body}
		return nil
	})
	return a, err
}

func typeOf(ext string) string {
	switch ext { // the system's table may say otherwise
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(ext)
}

// address gives where an asset is served; a template that names one that is not
// there fails when it is executed in its test.
func (a *assets) address(name string) (string, error) {
	if at, ok := a.byName[name]; ok {
		return at, nil
	}
	return "", fmt.Errorf("there is no asset %q", name)
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.byAddress[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", file.contentType)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Content-Length", fmt.Sprint(len(file.body)))
	if r.Method != http.MethodHead {
		w.Write(file.body)
	}
}
