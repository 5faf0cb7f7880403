package pagetest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/internal/shared"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

var update = flag.Bool("update", false, "draw the pictures of docs/page.md again")

// board is a machine with a sensor and a service, which can be switched off and on.
type board struct {
	t      *testing.T
	config service.Config
	data   string
	env    []string
	speed  atomic.Int64

	service *service.Service
	url     string
	stop    func()
}

func newBoard(t *testing.T, own bool) *board {
	b := &board{t: t, config: service.Default(), data: shared.Path(t, "data", "har_dsads")}
	b.config.Device.Name = "bench"
	b.config.Model.File = teach(t, b.data)
	b.config.Trust.Limits = limits(t, b.data)
	b.config.State.Folder = filepath.Join(t.TempDir(), "state")
	b.config.HTTP.Listen = "127.0.0.1:0"
	b.config.Labels.Source = own
	b.speed.Store(20)
	return b
}

// start switches on; the address stays the same from the second time on.
func (b *board) start() {
	b.t.Helper()
	address := make(chan net.Addr, 1)
	s, err := service.New(b.t.Context(), service.Options{
		Config: b.config, Env: b.env, Version: "v1.0.0", Listening: func(a net.Addr) { address <- a },
		Source: b.wearer,
		Heat:   func() (sensors.Source, error) { return nil, errors.New("none") },
	})
	require.NoError(b.t, err)
	ctx, cancel := context.WithCancel(b.t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, nil) }()
	b.stop = func() {
		cancel()
		assert.NoError(b.t, <-done)
		b.stop = func() {}
	}
	b.t.Cleanup(func() { b.stop() })
	a := (<-address).String()
	b.service, b.config.HTTP.Listen, b.url = s, a, "http://"+a
}

func (b *board) wearer(context.Context) (sensors.Source, error) {
	w, err := newWearer(b.data, replay.TargetAdapt, &b.speed)
	if err == nil {
		w.loose = b.config.Labels.Source
	}
	return w, err
}

func TestService(t *testing.T) {
	if testing.Short() {
		t.Skip("learns a model first; TestPage drives the page")
	}
	b := newBoard(t, false)
	browser := startBrowser(t)
	b.start()
	page := open(t, browser, b.url, desktop)
	page.wait(`document.getElementById('sure').textContent.endsWith('sure')`)
	page.wait(`document.querySelector('#signal-names .value').textContent.endsWith('m/s^2')`)
	page.clean(b.url)
	for _, part := range []struct {
		name string
		play func(*testing.T, *board, *tab)
	}{
		{"a label reaches the learner", learns},
		{"a new class is opened", opens},
		{"off and on", comesBack},
		{"a rollback rolls back", goesBack},
		{"learning pauses", pauses},
		{"a token", needsToken},
	} {
		require.True(t, t.Run(part.name, func(t *testing.T) { part.play(t, b, page) }))
	}
}

// learns: the click is one window more in the replay memory.
func learns(t *testing.T, b *board, page *tab) {
	require.Zero(t, b.service.State().Windows)
	page.click(`#now button:nth-child(3)`)
	page.wait(`document.getElementById('windows').textContent === '1'`)
	assert.Equal(t, 1, b.service.State().Windows)
	assert.NotNil(t, b.service.State().Accuracy)
}

// opens: a name that the net does not know is counted, and one that it cannot have is
// refused.
func opens(t *testing.T, b *board, page *tab) {
	last := b.service.State().Prediction.Window
	page.wait(fmt.Sprintf(`document.querySelector('#recent li').dataset.key > %d`, last))
	page.run(chromedp.SendKeys(chromedp.CSS(`#new-name`), "a <b>wave</b>\n"))
	page.wait(`document.getElementById('toast').textContent.includes('cannot be the name')`)
	page.run(chromedp.SendKeys(chromedp.CSS(`#new-name`), "waving\n"))
	page.wait(`document.getElementById('new-note').textContent.includes('waving (1 of 10)')`)
	assert.Equal(t, []telemetry.Coming{{Class: "waving", Windows: 1, Of: 10}}, b.service.State().Coming)
}

// comesBack: the page finds the service again, with one generation more.
func comesBack(t *testing.T, b *board, page *tab) {
	b.stop()
	page.wait(`document.getElementById('link').textContent.includes('trying again')`)
	b.start()
	page.wait(`document.getElementById('link').dataset.state === 'live'`)
	page.wait(`document.querySelectorAll('#generations li').length === 2`)
	assert.Equal(t, 2, b.service.State().Windows)
	page.wait(`document.getElementById('new-note').textContent.includes('waving (1 of 10)')`)
}

// goesBack: to the first generation, which had seen nothing, and back again.
func goesBack(t *testing.T, b *board, page *tab) {
	page.click(`#generations li:nth-child(2) button`)
	page.click(`#ask-yes`)
	page.wait(`document.querySelector('#generations li small').textContent.includes('version 1')`)
	assert.Equal(t, "rollback to 1", b.service.State().Generations[0].What)
	assert.Equal(t, 0, b.service.State().Generations[0].Windows)
	page.click(`#toast-undo`)
	page.wait(`document.querySelector('#generations li small').textContent.includes('version 2')`)
	assert.Equal(t, 2, b.service.State().Generations[0].Windows)
}

func pauses(t *testing.T, b *board, page *tab) {
	page.click(`#pause`)
	page.wait(`document.getElementById('pause').textContent === 'Resume learning'`)
	assert.True(t, b.service.State().Paused)
}

// needsToken: an open page says what it needs now, and the link with the token gives it.
func needsToken(t *testing.T, b *board, page *tab) {
	b.stop()
	b.env = []string{"EDGETUNE_TOKEN=correct-horse-battery"}
	b.start()
	page.wait(`document.getElementById('link').textContent.includes('/login?token=')`)
	page.run(chromedp.Navigate(b.url + "/login?token=correct-horse-battery"))
	page.wait(`document.getElementById('link')?.dataset.state === 'live'`)
	assert.Equal(t, b.url+"/", ask[string](page, `location.href`), "the token stays out of the address")
	page.click(`#now button:nth-child(4)`)
	page.wait(`document.getElementById('toast').textContent.includes('Thank you')`)
}

// TestPictures draws the page of somebody new at work, as docs/page.md shows it.
func TestPictures(t *testing.T) {
	if !*update {
		t.Skip("pictures are drawn with -update")
	}
	b := newBoard(t, true)
	browser := startBrowser(t)
	b.config.State.WriteBudget = 1 << 30 // every version that proves better is kept
	b.speed.Store(200)
	b.start()
	pages := map[string]*tab{
		"desktop": open(t, browser, b.url, desktop),
		"phone":   open(t, browser, b.url, screen{width: 360, height: 1500, phone: true}),
	}
	pages["phone"].wait(`Number(document.getElementById('windows').textContent.replace(',', '')) > 400`)
	b.speed.Store(1)
	last := b.service.State().Prediction.Window + 3 // ten seconds at the rate of the sensor
	require.Eventually(t, func() bool { return b.service.State().Prediction.Window >= last }, patience, time.Second)
	draw(t, "desktop", pages["desktop"], chromedp.FullScreenshot(100))
	draw(t, "phone", pages["phone"], chromedp.CaptureScreenshot())
}

func draw(t *testing.T, name string, p *tab, shot chromedp.Action[[]byte]) {
	require.NoError(t, os.WriteFile(filepath.Join("..", "..", "..", "docs", "page", name+".png"), value(p, shot), 0o666))
}
