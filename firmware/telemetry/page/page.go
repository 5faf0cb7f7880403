package page

import (
	"embed"
	"io/fs"
	"net/http"
)

// Policy is the Content-Security-Policy of every answer: files of this service and
// nothing else, no inline script, no inline style, no frame around the page.
const Policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

//go:embed static
var embedded embed.FS

// FS returns the files of the page; index.html is the page.
func FS() fs.FS {
	files, err := fs.Sub(embedded, "static")
	if err != nil {
		panic(err) // a constant path
	}
	return files
}

// Handler serves the page at / and its files beside it, to GET and HEAD alone. The
// browser asks again each time: the files change with the binary, and they are small.
func Handler() http.Handler {
	files := http.FileServerFS(FS())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the page is only read", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		files.ServeHTTP(w, r)
	})
}
