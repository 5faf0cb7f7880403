package mqtt

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"
)

// Client is a connection to a broker that is made again whenever it breaks. Its
// methods may be called from any goroutine.
type Client struct {
	manager *autopaho.ConnectionManager
	ctx     context.Context
	stop    context.CancelFunc
	greets  sync.WaitGroup
	online  atomic.Bool
	options Options
}

const (
	keepAlive = 30 * time.Second
	retry     = 10 * time.Second
	patience  = 10 * time.Second // of one try to connect, and of one answer
)

// ErrOffline says that the broker is away.
var ErrOffline = errors.New("the broker cannot be reached")

// Dial begins to connect and returns. Its goroutines end with ctx or Close.
func Dial(ctx context.Context, o Options) (*Client, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	c := &Client{options: o}
	c.ctx, c.stop = context.WithCancel(ctx)
	var err error
	if c.manager, err = autopaho.NewConnection(c.ctx, c.config()); err != nil {
		c.stop()
		return nil, fmt.Errorf("internal/mqtt: %w", err)
	}
	return c, nil
}

func (c *Client) config() autopaho.ClientConfig {
	o := &c.options
	server, _ := o.server() // Check has seen it
	cfg := autopaho.ClientConfig{
		ServerUrls: []*url.URL{server}, TlsCfg: o.TLS,
		KeepAlive: uint16(or(o.KeepAlive, keepAlive) / time.Second), CleanStartOnInitialConnection: true,
		ReconnectBackoff: autopaho.NewConstantBackoff(or(o.Retry, retry)), ConnectTimeout: patience,
		ConnectUsername: o.Username, ConnectPassword: []byte(o.Password),
		ConnectPacketBuilder: limitPackets,
		OnConnectionUp:       c.up, OnConnectionDown: c.down, OnConnectError: c.failed,
	}
	if w := o.Will; w != nil {
		cfg.WillMessage = &paho.WillMessage{Topic: w.Topic, Payload: w.Payload, Retain: w.Retain, QoS: w.QoS}
		cfg.WillProperties = &paho.WillProperties{}
	}
	cfg.ClientConfig = paho.ClientConfig{
		ClientID: o.ClientID, PacketTimeout: patience,
		OnPublishReceived: []func(paho.PublishReceived) (bool, error){c.received},
	}
	return cfg
}

// limitPackets asks the broker to send nothing larger than a payload and its head.
func limitPackets(p *paho.Connect, _ *url.URL) (*paho.Connect, error) {
	most := uint32(MaxPayload + 2*maxTopic)
	if p.Properties == nil {
		p.Properties = &paho.ConnectProperties{}
	}
	p.Properties.MaximumPacketSize = &most
	return p, nil
}

func or(d, fallback time.Duration) time.Duration {
	if d <= 0 {
		return fallback
	}
	return d
}

// up subscribes and says that the client is there. It runs on a goroutine of its own,
// because the library waits for it before it reads the answers.
func (c *Client) up(m *autopaho.ConnectionManager, _ *paho.Connack) {
	c.greets.Go(func() { c.greet(m) })
}

func (c *Client) greet(m *autopaho.ConnectionManager) {
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	if len(c.options.Subscribe) > 0 {
		s := &paho.Subscribe{}
		for _, t := range c.options.Subscribe {
			s.Subscriptions = append(s.Subscriptions, paho.SubscribeOptions{Topic: t, QoS: 1})
		}
		if _, err := m.Subscribe(ctx, s); err != nil {
			c.failed(fmt.Errorf("subscribe: %w", err))
			return
		}
	}
	if o := c.options.Online; o != nil {
		if err := publish(ctx, m, *o); err != nil {
			c.failed(err)
			return
		}
	}
	c.online.Store(true)
}

func (c *Client) down() bool {
	c.online.Store(false)
	c.failed(errors.New("the connection was lost"))
	return true
}

func (c *Client) failed(err error) {
	if c.options.Failed != nil {
		c.options.Failed(fmt.Errorf("internal/mqtt: %s: %w", c.options.host(), err))
	}
}

func (o *Options) host() string {
	u, err := o.server()
	if err != nil {
		return "broker"
	}
	host, port, err := net.SplitHostPort(u.Host)
	if err != nil {
		return u.Host
	}
	return net.JoinHostPort(host, port)
}

func (c *Client) received(r paho.PublishReceived) (bool, error) {
	p := r.Packet
	if c.options.Handle != nil && len(p.Payload) <= MaxPayload {
		c.options.Handle(Message{Topic: p.Topic, Payload: p.Payload, Retain: p.Retain, QoS: p.QoS})
	}
	return true, nil
}

// Online reports whether the broker has taken the subscriptions of this connection.
func (c *Client) Online() bool { return c.online.Load() }

// Wait returns when the broker is there, or with the error of ctx. Subscriptions may
// still be on their way.
func (c *Client) Wait(ctx context.Context) error {
	if err := c.manager.AwaitConnection(ctx); err != nil {
		return fmt.Errorf("internal/mqtt: %s: %w: %w", c.options.host(), ErrOffline, err)
	}
	return nil
}

// Publish sends a message and waits for the answer that its quality asks for. While
// the broker is away it fails at once with [ErrOffline].
func (c *Client) Publish(ctx context.Context, m Message) error {
	if err := CheckTopic(m.Topic, false); err != nil {
		return err
	}
	if err := publish(ctx, c.manager, m); err != nil {
		return fmt.Errorf("internal/mqtt: %s: %w", c.options.host(), err)
	}
	return nil
}

func publish(ctx context.Context, m *autopaho.ConnectionManager, msg Message) error {
	_, err := m.Publish(ctx, &paho.Publish{Topic: msg.Topic, Payload: msg.Payload, Retain: msg.Retain, QoS: msg.QoS})
	if errors.Is(err, autopaho.ConnectionDownError) {
		return fmt.Errorf("%w: %w", ErrOffline, err)
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", msg.Topic, err)
	}
	return nil
}

// Close publishes the last will, since the broker does not where a client says
// goodbye, and disconnects. After it no goroutine is left.
func (c *Client) Close(ctx context.Context) error {
	var err error
	if w := c.options.Will; w != nil && c.Online() {
		err = c.Publish(ctx, *w)
	}
	err = errors.Join(err, c.manager.Disconnect(ctx))
	c.stop()
	c.greets.Wait()
	return err
}
