package pagetest

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
)

func labels(t *testing.T, d *double, b *tab) {
	b.click(`#now button:nth-child(3)`)
	assert.Equal(t, object{"path": "label", "window": 120.0, "class": "stairs"}, d.got())
	b.wait(`document.getElementById('toast').textContent.includes('stairs')`)
	b.click(`#recent li:nth-child(2) button:nth-child(2)`)
	assert.Equal(t, object{"path": "label", "window": 119.0, "class": "sitting"}, d.got())
	b.clean(d.server.URL)
}

func labelsOfMany(t *testing.T, d *double, b *tab) {
	names := make([]string, 19)
	for i := range names {
		names[i] = fmt.Sprintf("activity %d", i)
	}
	d.set(object{"classes": names})
	b.wait(`document.querySelectorAll('#now button').length === 19`)
	b.click(`#recent li:nth-child(2) button:last-child`)
	b.click(`#now button:nth-child(18)`)
	assert.Equal(t, object{"path": "label", "window": 119.0, "class": "activity 17"}, d.got())
}

func tellsOnce(t *testing.T, d *double, b *tab) {
	b.click(`#now button:nth-child(1)`)
	d.got()
	b.wait(`document.getElementById('toast').textContent.includes('Thank you')`)
	b.wait(`document.querySelector('#recent button').getAttribute('aria-pressed') === 'true'`)
	b.click(`#now button:nth-child(2)`)
	b.wait(`document.getElementById('toast').textContent.includes('already')`)
	assert.Zero(t, d.waiting())
}

func holdsStill(t *testing.T, d *double, b *tab) {
	b.run(chromedp.ScrollIntoView(chromedp.CSS(`#recent`)))
	at := ask[[]float64](b, `(r => [r.x + 20, r.y + 20])(document.getElementById('recent').getBoundingClientRect())`)
	b.run(pointer(at[0], at[1]))
	b.wait(`document.getElementById('recent').matches(':hover')`)
	d.set(object{"recent": []object{{"window": 121, "class": 2}, {"window": 120, "class": 0}}, "windows": 121})
	b.wait(`document.getElementById('windows').textContent === '121'`)
	assert.Equal(t, "walking", b.text(`#recent li b`))
	b.run(pointer(0, 0))
	b.wait(`document.querySelector('#recent li b').textContent === 'stairs'`)
}

func holdsSignal(t *testing.T, _ *double, b *tab) {
	b.wait(`document.querySelector('#signal-names .value').textContent !== '– g'`)
	b.click(`#hold`)
	b.wait(`document.getElementById('signal-note').textContent.includes('held')`)
	was := b.text(`#signal-names .value`)
	b.click(`#signal-names button`)
	b.wait(`document.querySelector('#signal-names button').getAttribute('aria-pressed') === 'false'`)
	b.click(`#hold`)
	b.wait(fmt.Sprintf(`document.querySelector('#signal-names .value').textContent !== %q`, was))
}

func rollsBack(t *testing.T, d *double, b *tab) {
	b.click(`#generations li:nth-child(2) button`)
	b.click(`#ask-yes`)
	assert.Equal(t, object{"path": "rollback", "to": 7.0}, d.got())
	b.click(`#toast-undo`)
	assert.Equal(t, object{"path": "rollback", "to": 8.0}, d.got())
}

func usesKeyboard(t *testing.T, d *double, b *tab) {
	b.run(chromedp.Focus(chromedp.CSS(`#generations li:nth-child(2) button`)), chromedp.KeyEvent(kb.Enter))
	b.wait(`document.activeElement.id === 'ask-no'`)
	b.run(chromedp.KeyEvent(kb.Escape))
	b.wait(`!document.getElementById('ask').open`)
	b.run(chromedp.Focus(chromedp.CSS(`#pause`)), chromedp.KeyEvent(" "))
	assert.Equal(t, object{"path": "pause"}, d.got(), "and no rollback before")
	d.set(object{"paused": true})
	b.wait(`document.getElementById('pause').textContent === 'Resume learning'`)
	b.click(`#pause`)
	assert.Equal(t, object{"path": "resume"}, d.got())
}

// pointer moves the mouse.
func pointer(x, y float64) chromedp.Action[chromedp.Void] {
	return command(input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: x, Y: y})
}

// teachesNew: a name that is typed is a label too, and what is counted stands there.
func teachesNew(t *testing.T, d *double, b *tab) {
	b.run(chromedp.SendKeys(chromedp.CSS(`#new-name`), " jumping\n"))
	assert.Equal(t, object{"path": "label", "window": 120.0, "class": "jumping"}, d.got())
	b.wait(`document.getElementById('toast').textContent.includes('jumping')`)
	d.set(object{"coming": []object{{"class": "jumping", "windows": 7, "of": 10}}, "new_classes": 0})
	b.wait(`document.getElementById('new').hidden`)
	assert.Equal(t, "jumping, 7 of 10", b.text(`#now button:nth-child(4)`))
	assert.Contains(t, b.text(`#new-note`), "jumping (7 of 10)")
	b.click(`#recent li:nth-child(2) button:nth-child(4)`)
	assert.Equal(t, object{"path": "label", "window": 119.0, "class": "jumping"}, d.got())
	b.clean(d.server.URL)
}

// teachesValues: values are shown with their units, and typed ones belong to the moment at
// which that began.
func teachesValues(t *testing.T, d *double, b *tab) {
	b.wait(`document.getElementById('name').textContent === 'CO 2.13 mg/m3\nNO2 113 ug/m3'`)
	assert.Equal(t, "off by 0.500 mg/m3, 20.00 ug/m3", b.text("#sure"))
	assert.True(t, ask[bool](b, `document.querySelector('#answer .bar').hidden && document.getElementById('new').hidden`))
	assert.LessOrEqual(t, ask[int](b, `document.documentElement.scrollWidth`), 360)
	b.click(`#values button`)
	b.wait(`document.getElementById('toast').textContent.includes('a number into each')`)
	b.run(chromedp.SendKeys(chromedp.CSS(`#values label:nth-child(1) input`), "2,5"))
	d.set(object{"prediction": object{"window": 121, "values": []float64{3, 90}}})
	b.wait(`document.getElementById('name').textContent === 'CO 3.00 mg/m3\nNO2 90.00 ug/m3'`)
	b.run(chromedp.SendKeys(chromedp.CSS(`#values label:nth-child(2) input`), "110\n"))
	assert.Equal(t, object{"path": "label", "window": 120.0, "values": []any{2.5, 110.0}}, d.got())
	b.wait(`document.getElementById('toast').textContent.includes('2.5, 110')`)
	b.click(`#recent li:nth-child(2) button`)
	b.run(chromedp.SendKeys(chromedp.CSS(`#values label:nth-child(1) input`), "1"), chromedp.SendKeys(chromedp.CSS(`#values label:nth-child(2) input`), "2\n"))
	assert.Equal(t, object{"path": "label", "window": 119.0, "values": []any{1.0, 2.0}}, d.got())
	b.clean(d.server.URL)
}
