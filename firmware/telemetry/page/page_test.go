package page_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/telemetry/page"
)

// most is what the page may weigh without uPlot.
const most = 42 << 10

// own returns the files of the page that are ours, by name.
func own(t *testing.T) map[string]string {
	files := map[string]string{}
	err := fs.WalkDir(page.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Dir(name) == "uplot" {
			return err
		}
		data, err := fs.ReadFile(page.FS(), name)
		files[name] = string(data)
		return err
	})
	require.NoError(t, err)
	return files
}

func TestSize(t *testing.T) {
	total := 0
	for _, text := range own(t) {
		total += len(text)
	}
	t.Logf("%d bytes without uPlot", total)
	assert.LessOrEqual(t, total, most)
}

// Text from the service must never become markup or script, and nothing may be
// fetched from elsewhere. The browser test shows it; this one names the line.
func TestNothingInlineOrForeign(t *testing.T) {
	markup := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|javascript:`)
	inline := regexp.MustCompile(`<script>|<style|\sstyle=|\son[a-z]+="`)
	foreign := regexp.MustCompile(`(https?:)?//[a-z]+\.[a-z]`)
	for name, text := range own(t) {
		assert.Empty(t, markup.FindString(text), name)
		assert.Empty(t, foreign.FindString(strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, "")), name)
		if path.Ext(name) == ".html" {
			assert.Empty(t, inline.FindString(text), name)
		}
	}
}

func TestLicenceOfTheChartsTravels(t *testing.T) {
	text, err := fs.ReadFile(page.FS(), "uplot/LICENSE")
	require.NoError(t, err)
	assert.Contains(t, string(text), "The MIT License")
}

func ask(method, target string) *http.Response {
	w := httptest.NewRecorder()
	page.Handler().ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w.Result()
}

func TestHandler(t *testing.T) {
	t.Run("the page", func(t *testing.T) {
		r := ask(http.MethodGet, "/")
		assert.Equal(t, http.StatusOK, r.StatusCode)
		assert.Contains(t, r.Header.Get("Content-Type"), "text/html")
		assert.Equal(t, page.Policy, r.Header.Get("Content-Security-Policy"))
		assert.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
	})
	t.Run("scripts are scripts", func(t *testing.T) {
		assert.Contains(t, ask(http.MethodGet, "/main.js").Header.Get("Content-Type"), "javascript")
	})
	t.Run("a file that is not there", func(t *testing.T) {
		assert.Equal(t, http.StatusNotFound, ask(http.MethodGet, "/secret").StatusCode)
	})
	t.Run("only read", func(t *testing.T) {
		assert.Equal(t, http.StatusMethodNotAllowed, ask(http.MethodPost, "/").StatusCode)
	})
}
