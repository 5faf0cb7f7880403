package service

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"edgetune/internal/mqtt"
)

// entity is what Home Assistant reads of one of its entities (home-assistant.io, "MQTT
// discovery").
type entity struct {
	Name         string   `json:"name"`
	ID           string   `json:"unique_id"`
	StateTopic   string   `json:"state_topic,omitempty"`
	Template     string   `json:"value_template,omitempty"`
	Attributes   string   `json:"json_attributes_topic,omitempty"`
	Unit         string   `json:"unit_of_measurement,omitempty"`
	Class        string   `json:"device_class,omitempty"`
	StateClass   string   `json:"state_class,omitempty"`
	Category     string   `json:"entity_category,omitempty"`
	On           string   `json:"payload_on,omitempty"`
	Off          string   `json:"payload_off,omitempty"`
	CommandTopic string   `json:"command_topic,omitempty"`
	Options      []string `json:"options,omitempty"`
	Availability string   `json:"availability_topic"`
	Device       device   `json:"device"`
}

// device groups the entities.
type device struct {
	IDs     []string `json:"identifiers"`
	Name    string   `json:"name"`
	Maker   string   `json:"manufacturer"`
	Model   string   `json:"model"`
	Version string   `json:"sw_version"`
}

// entities lists what Home Assistant shows, by component and object, beside what is
// different for classes and for values.
func (h *home) entities(own map[string]entity, d device, anomaly bool) map[string]entity {
	state := h.topic("state")
	all := map[string]entity{
		"sensor/generation":     {Name: "Generation", StateTopic: state, Template: "{{ value_json.generation }}", Category: "diagnostic"},
		"sensor/windows":        {Name: "Windows learned", StateTopic: state, Template: "{{ value_json.windows }}", StateClass: "total_increasing", Category: "diagnostic"},
		"binary_sensor/problem": {Name: "Problem", StateTopic: state, Template: "{{ 'OFF' if value_json.healthy else 'ON' }}", Class: "problem", On: "ON", Off: "OFF", Category: "diagnostic"},
	}
	maps.Copy(all, own)
	if anomaly {
		all["binary_sensor/anomaly"] = entity{Name: "Anomaly", StateTopic: h.topic("anomaly"), Template: "{{ 'ON' if value_json.alarm else 'OFF' }}", Class: "problem", On: "ON", Off: "OFF"}
		all["sensor/anomaly_score"] = entity{Name: "Anomaly score", StateTopic: h.topic("anomaly"), Template: "{{ value_json.score | round(2) }}", StateClass: "measurement"}
	}
	for key, e := range all {
		_, object, _ := strings.Cut(key, "/")
		e.ID = "edgetune_" + h.device + "_" + object
		e.Availability, e.Device = h.topic("availability"), d
		all[key] = e
	}
	return all
}

// ofClasses are the entities of a net that tells classes apart. The select is for labels:
// what is chosen there is what the newest window was.
func (h *home) ofClasses(names []string) map[string]entity {
	state, prediction := h.topic("state"), h.topic("prediction")
	return map[string]entity{
		"sensor/prediction": {Name: "Prediction", StateTopic: prediction, Template: "{{ value_json.name }}", Attributes: prediction},
		"sensor/confidence": {Name: "Confidence", StateTopic: prediction, Template: "{{ (value_json.confidence * 100) | round(1) }}", Unit: "%", StateClass: "measurement"},
		"sensor/accuracy":   {Name: "Accuracy", StateTopic: state, Template: "{{ (value_json.accuracy * 100) | round(1) if value_json.accuracy is not none else None }}", Unit: "%", StateClass: "measurement", Category: "diagnostic"},
		"select/label":      {Name: "This is", CommandTopic: h.topic("label"), Options: names},
	}
}

// ofValues are those of a net that gives values: each with its error, and a text for labels,
// numbers with spaces between them.
func (h *home) ofValues(ts targets) map[string]entity {
	all := map[string]entity{"text/label": {Name: "This is", CommandTopic: h.topic("label")}}
	for i, t := range ts {
		value, off := fmt.Sprintf("{{ value_json.values[%d] | round(3) }}", i), fmt.Sprintf("{{ value_json.errors[%d] | round(3) if value_json.errors is defined else None }}", i)
		all[fmt.Sprint("sensor/value_", i)] = entity{Name: ts.name(i), StateTopic: h.topic("prediction"), Template: value, Unit: t.Unit, StateClass: "measurement"}
		all[fmt.Sprint("sensor/error_", i)] = entity{Name: "Error of " + ts.name(i), StateTopic: h.topic("state"), Template: off, Unit: t.Unit, StateClass: "measurement", Category: "diagnostic"}
	}
	return all
}

// introduce tells Home Assistant what there is. The messages stay with the broker.
func (s *Service) introduce(ctx context.Context, c *mqtt.Client) {
	prefix := s.config.MQTT.Discovery
	if prefix == "" {
		return
	}
	st := s.board.picture()
	d := device{[]string{"edgetune_" + s.home.device}, "edgetune " + s.home.device, "edgetune", st.Model, st.Version}
	own := s.home.ofClasses(st.Classes)
	if len(s.targets) > 0 {
		own = s.home.ofValues(s.targets)
	}
	all := s.home.entities(own, d, s.config.Anomaly.Fit > 0)
	for _, key := range sortedKeys(all) {
		component, object, _ := strings.Cut(key, "/")
		topic := prefix + "/" + component + "/edgetune_" + s.home.device + "/" + object + "/config"
		b, err := json.Marshal(all[key])
		if err == nil {
			err = c.Publish(ctx, mqtt.Message{Topic: topic, Payload: b, Retain: true, QoS: 1})
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("MQTT discovery", "topic", topic, "err", err)
		}
	}
}
