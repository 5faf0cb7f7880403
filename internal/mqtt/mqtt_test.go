package mqtt_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/internal/mqtt"
	"edgetune/internal/mqtt/mqtttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// options are those of a client that says when it comes and goes.
func options(b *mqtttest.Broker, got chan mqtt.Message) mqtt.Options {
	return mqtt.Options{
		Broker: b.URL, ClientID: "one", Retry: 10 * time.Millisecond,
		Online:    &mqtt.Message{Topic: "one/availability", Payload: []byte("online"), Retain: true, QoS: 1},
		Will:      &mqtt.Message{Topic: "one/availability", Payload: []byte("offline"), Retain: true, QoS: 1},
		Subscribe: []string{"one/label/#"}, Handle: func(m mqtt.Message) { got <- m },
	}
}

func says(text string) func(mqtttest.Message) bool {
	return func(m mqtttest.Message) bool { return m.Payload == text }
}

func TestClient(t *testing.T) {
	b, got := mqtttest.Start(t), make(chan mqtt.Message, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := mqtt.Dial(ctx, options(b, got))
	require.NoError(t, err)
	b.Wait(t, "one/availability", says("online"))

	b.Publish(t, "one/label/x", "walking")
	assert.Equal(t, "walking", string((<-got).Payload))

	require.NoError(t, c.Publish(ctx, mqtt.Message{Topic: "one/state", Payload: []byte("1"), QoS: 1}))
	b.Wait(t, "one/state", says("1"))

	require.NoError(t, c.Close(ctx))
	b.Wait(t, "one/availability", says("offline"))
}

// TestReconnects cuts the connection: the will is published, the client comes back and
// its subscription holds again.
func TestReconnects(t *testing.T) {
	b, got := mqtttest.Start(t), make(chan mqtt.Message, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	lost := make(chan error, 8)
	o := options(b, got)
	o.Failed = func(err error) { lost <- err }
	c, err := mqtt.Dial(ctx, o)
	require.NoError(t, err)
	b.Wait(t, "one/availability", says("online"))
	b.Drop("one")
	require.ErrorContains(t, <-lost, "lost")
	b.Wait(t, "one/availability", func(m mqtttest.Message) bool { return m.Payload == "online" && m.Count >= 3 })
	b.Publish(t, "one/label", "again")
	assert.Equal(t, "again", string((<-got).Payload))
	require.NoError(t, c.Close(ctx))
}

func TestPassword(t *testing.T) {
	b := mqtttest.StartWith(t, "pump", "right")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	failed := make(chan error, 64)
	o := mqtt.Options{Broker: b.URL, ClientID: "two", Username: "pump", Password: "wrong-secret", Retry: time.Hour, Failed: func(err error) { failed <- err }}
	c, err := mqtt.Dial(ctx, o)
	require.NoError(t, err)
	assert.NotContains(t, (<-failed).Error(), "wrong-secret")
	require.ErrorIs(t, c.Publish(ctx, mqtt.Message{Topic: "a"}), mqtt.ErrOffline)
	require.NoError(t, c.Close(ctx))

	o.Password = "right"
	c, err = mqtt.Dial(ctx, o)
	require.NoError(t, err)
	require.NoError(t, c.Wait(ctx))
	require.NoError(t, c.Close(ctx))
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ name, broker, want string }{
		{"scheme", "http://a", "scheme"},
		{"password in the address", "mqtt://u:secret@a", "do not belong"},
		{"unreadable", "mqtt://u:secret@a b", "cannot be read"},
		{"no host", "mqtt://:1883", "a host"},
		{"path", "mqtt://a/b", "a host"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := mqtt.Options{Broker: c.broker, ClientID: "x"}
			err := o.Check()
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "secret")
		})
	}
	o := mqtt.Options{Broker: "mqtt://a", ClientID: "x"}
	require.NoError(t, o.Check())
	o.Subscribe = []string{"a/+/b"}
	require.ErrorContains(t, o.Check(), "nobody")
	o.ClientID = ""
	require.ErrorContains(t, o.Check(), "client id")
}

func TestTopics(t *testing.T) {
	for _, topic := range []string{"", "a\x00", "a/#/b", "a+/b", strings.Repeat("x", 2000), "\xff"} {
		require.Error(t, mqtt.CheckTopic(topic, true), topic)
	}
	for _, filter := range []string{"a/+/b", "#", "a/#", "+"} {
		require.NoError(t, mqtt.CheckTopic(filter, true), filter)
		require.Error(t, mqtt.CheckTopic(filter, false), filter)
	}
}
