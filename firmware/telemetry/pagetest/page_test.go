package pagetest

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

func TestPage(t *testing.T) {
	browser := startBrowser(t)
	for _, c := range []struct {
		name   string
		state  func() object
		screen screen
		play   func(*testing.T, *double, *tab)
	}{
		{"loads clean and follows the service", usual, desktop, loads},
		{"a label by one click", usual, desktop, labels},
		{"many classes: something else, then what", usual, phone, labelsOfMany},
		{"a class that it does not know", usual, desktop, teachesNew},
		{"a net that gives values", valued, phone, teachesValues},
		{"a rollback asks, and is undone by one click", usual, desktop, rollsBack},
		{"a rollback by keyboard, and staying", usual, desktop, usesKeyboard},
		{"the service goes and comes back", usual, desktop, reconnects},
		{"the line is cut", usual, desktop, noticesSilence},
		{"a refusal says why", usual, desktop, saysWhy},
		{"a window is told once", usual, desktop, tellsOnce},
		{"the list holds still under the pointer", usual, desktop, holdsStill},
		{"the signal is held and goes on", usual, desktop, holdsSignal},
		{"markup in names stays text", hostile, desktop, staysText},
		{"nothing known", nothing, phone, showsNothing},
		{"a phone", usual, phone, fitsPhone},
		{"a button keeps the focus when the state changes", usual, desktop, keepsFocus},
		{"readable when light", usual, desktop, readable("light")},
		{"readable when dark", usual, desktop, readable("dark")},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDouble(t, c.state())
			c.play(t, d, open(t, browser, d.server.URL, c.screen))
		})
	}
}

func loads(t *testing.T, d *double, b *tab) {
	b.wait(`document.getElementById('link').textContent === 'live'`)
	assert.Equal(t, "walking", b.text("#name"))
	assert.Equal(t, "87 % sure", b.text("#sure"))
	d.set(object{"prediction": object{"window": 121, "class": 2, "name": "climbing the stairs", "confidence": 0.6}, "anomaly": object{"score": 7, "alarm": true}})
	b.wait(`document.getElementById('name').textContent === 'climbing the stairs'`)
	assert.Equal(t, "unusual", b.text("#alarm"))
	assert.Equal(t, 2, ask[int](b, `document.querySelectorAll('.plot canvas').length`))
	b.wait(`document.querySelector('#signal-names .value').textContent !== '– g'`)
	assert.Less(t, ask[float64](b, `window.shifted`), 0.02, "the layout jumps")
	b.clean(d.server.URL)
}

func reconnects(t *testing.T, d *double, b *tab) {
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
	d.stop()
	b.wait(`document.getElementById('link').textContent.includes('trying again')`)
	d.set(object{"version": "v2.0.0"})
	d.restart()
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
	b.wait(`document.getElementById('about').textContent.includes('v2.0.0')`)
}

// noticesSilence: a connection that only seems to be open is given up.
func noticesSilence(t *testing.T, d *double, b *tab) {
	if testing.Short() {
		t.Skip("takes the ten seconds that the page waits")
	}
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
	d.silence()
	b.wait(`document.getElementById('link').textContent.includes(' s old')`)
	b.wait(`document.getElementById('link').dataset.state === 'live'`)
}

func saysWhy(t *testing.T, d *double, b *tab) {
	d.refuse(http.StatusConflict)
	b.click(`#pause`)
	b.wait(`document.getElementById('toast').textContent.includes('it <b>cannot</b>; wait')`)
	d.refuse(http.StatusUnauthorized)
	d.stop()
	d.restart()
	b.wait(`document.getElementById('link').textContent.includes('/login?token=')`)
}

func keepsFocus(t *testing.T, d *double, b *tab) {
	b.run(chromedp.Focus(chromedp.CSS(`#now button`)))
	d.set(object{"windows": 4321})
	b.wait(`document.getElementById('windows').textContent === '4,321'`)
	assert.Equal(t, "walking", ask[string](b, `document.activeElement.textContent`))
}
