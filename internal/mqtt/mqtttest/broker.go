package mqtttest

import (
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
	"github.com/stretchr/testify/require"
)

// Broker is a broker on loopback that remembers the last message of each topic.
type Broker struct {
	URL string // for a client

	server *mochi.Server
	door   sync.Mutex // held while a client is dropped
	mu     sync.Mutex
	came   *sync.Cond
	last   map[string]Message
}

// Message is the last one of a topic.
type Message struct {
	Payload string
	Retain  bool
	Count   int // messages of the topic so far
}

// Start starts a broker without passwords on a free port; the end of the test stops
// it.
func Start(t testing.TB) *Broker { return start(t, new(auth.AllowHook), nil) }

// StartWith starts one that lets in a single user.
func StartWith(t testing.TB, user, password string) *Broker {
	return start(t, new(auth.Hook), &auth.Options{Ledger: &auth.Ledger{
		Auth: auth.AuthRules{{Username: auth.RString(user), Password: auth.RString(password), Allow: true}},
	}})
}

func start(t testing.TB, hook mochi.Hook, config any) *Broker {
	t.Helper()
	b := &Broker{last: map[string]Message{}, server: mochi.New(&mochi.Options{
		InlineClient: true, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})}
	b.came = sync.NewCond(&b.mu)
	require.NoError(t, b.server.AddHook(hook, config))
	require.NoError(t, b.server.AddHook(&doorman{door: &b.door}, nil))
	l := listeners.NewTCP(listeners.Config{ID: "t", Address: "127.0.0.1:0"})
	require.NoError(t, b.server.AddListener(l))
	require.NoError(t, b.server.Serve())
	b.URL = "mqtt://" + l.Address()
	require.NoError(t, b.server.Subscribe("#", 1, b.take))
	t.Cleanup(func() { _ = b.server.Close() })
	return b
}

func (b *Broker) take(_ *mochi.Client, _ packets.Subscription, p packets.Packet) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last[p.TopicName] = Message{string(p.Payload), p.FixedHeader.Retain, b.last[p.TopicName].Count + 1}
	b.came.Broadcast()
}

// Publish sends a message to whoever has subscribed.
func (b *Broker) Publish(t testing.TB, topic, payload string) {
	t.Helper()
	require.NoError(t, b.server.Publish(topic, []byte(payload), false, 1))
}

// Drop cuts the connection of a client, which cannot come back before its will is
// published: a broker drops the will of a client that is back before it noticed.
func (b *Broker) Drop(id string) {
	b.door.Lock()
	defer b.door.Unlock()
	c, ok := b.server.Clients.Get(id)
	if !ok {
		return
	}
	c.Stop(io.ErrClosedPipe)
	for end := time.Now().Add(10 * time.Second); ok && time.Now().Before(end); time.Sleep(time.Millisecond) {
		_, ok = b.server.Clients.Get(id)
	}
}

// doorman lets a client in while nobody is dropped.
type doorman struct {
	mochi.HookBase
	door *sync.Mutex
}

func (d *doorman) Provides(b byte) bool { return b == mochi.OnConnect }

func (d *doorman) OnConnect(*mochi.Client, packets.Packet) error {
	d.door.Lock()
	defer d.door.Unlock()
	return nil
}

// Wait returns the last message of a topic for which want holds, as soon as there is
// one, and fails the test after ten seconds.
func (b *Broker) Wait(t testing.TB, topic string, want func(Message) bool) Message {
	t.Helper()
	timer := time.AfterFunc(10*time.Second, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.came.Broadcast()
	})
	defer timer.Stop()
	end := time.Now().Add(10 * time.Second)
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		if m, ok := b.last[topic]; ok && want(m) {
			return m
		}
		require.False(t, time.Now().After(end), "no such message of %s", topic)
		b.came.Wait()
	}
}

// Any takes every message.
func Any(Message) bool { return true }
