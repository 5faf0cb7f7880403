package pagetest

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/stretchr/testify/assert"
)

//go:embed testdata/contrast.js
var contrast string

//go:embed testdata/targets.js
var targets string

// wide is how far the page can be scrolled sideways.
const wide = `document.documentElement.scrollWidth - document.documentElement.clientWidth`

func fitsPhone(t *testing.T, d *double, b *tab) {
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
	assert.Zero(t, ask[int](b, wide))
	assert.Empty(t, ask[[]string](b, targets))
	long := strings.Repeat("verylongname", 20)
	d.set(object{
		"classes": []string{long, "b"}, "channels": []string{long, "y", "z"}, "model": long,
		"prediction": object{"window": 5, "class": 0, "name": long, "confidence": 1}, "memory": []object{{"name": long, "bytes": 5}},
	})
	b.wait(`document.getElementById('name').textContent.length > 200`)
	assert.Zero(t, ask[int](b, wide))
}

func showsNothing(t *testing.T, d *double, b *tab) {
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
	assert.Equal(t, "no answer yet", b.text("#sure"))
	for name := range usual() {
		d.set(object{name: nil})
	}
	d.set(object{"version": "nulls"})
	b.wait(`document.getElementById('about').textContent === 'nulls'`)
	b.clean(d.server.URL)
}

func staysText(t *testing.T, d *double, b *tab) {
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
	assert.Equal(t, evil, b.text("#name"))
	assert.Equal(t, evil, b.text("#now button"))
	assert.Zero(t, ask[int](b, `document.images.length + (window.owned || 0)`))
	b.clean(d.server.URL)
}

func readable(theme string) func(*testing.T, *double, *tab) {
	return func(t *testing.T, _ *double, b *tab) {
		b.run(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
		}))
		b.wait(fmt.Sprintf(`matchMedia('(prefers-color-scheme: %s)').matches`, theme))
		assert.Empty(t, ask[[]string](b, contrast))
	}
}

// nothing is the state of a service that knows nothing.
func nothing() object { return object{} }

// evil runs a script where it is taken for markup.
const evil = `<img src=x onerror=window.owned=1>`

// hostile is usual with evil in the place of every name.
func hostile() object {
	s := usual()
	for k, v := range (object{
		"model": evil, "version": evil, "classes": []string{evil, "b"}, "channels": []string{evil}, "units": []string{evil},
		"prediction":  object{"window": 1, "class": 0, "name": evil, "confidence": 0.5, "time": evil},
		"rates":       []object{{"layer": evil, "rate": 1}},
		"memory":      []object{{"name": evil, "bytes": 1}},
		"generations": []object{{"generation": 1, "what": evil, "verdict": evil}, {"generation": 2, "what": evil}},
		"quarantine":  []object{{"sensor": evil, "channel": evil, "reason": evil, "time": evil}},
		"recent":      []object{{"window": 1, "class": evil, "label": evil}},
	}) {
		s[k] = v
	}
	return s
}
