//! Forms: controls with their labels, and the hidden fields that every form carries.

use super::posted::{CSRF, Fields, KEY};
use super::text::{self as t, Lang, Text};
use super::visitor::{Visitor, fresh_secret};
use maud::{Markup, html};

/// A form that acts: its token, and a key that makes a second click the same act. A form shown again
/// after a refusal keeps its key, so that what may have happened is asked for again, not done again.
pub fn form(v: &Visitor, action: &str, typed: &Fields, body: &Markup) -> Markup {
    html! {
        form method="post" action=(action) { (carried(v, action, typed)) (*body) }
    }
}

/// A form with a file.
pub fn upload(v: &Visitor, action: &str, typed: &Fields, body: &Markup) -> Markup {
    html! {
        form method="post" action=(action) enctype="multipart/form-data" { (carried(v, action, typed)) (*body) }
    }
}

fn carried(v: &Visitor, action: &str, typed: &Fields) -> Markup {
    let key = typed.some(KEY).map_or_else(fresh_secret, str::to_owned);
    html! {
        input type="hidden" name=(CSRF) value=(v.csrf(action));
        input type="hidden" name=(KEY) value=(key);
    }
}

/// One button that acts.
pub fn button(v: &Visitor, action: &str, label: Text) -> Markup {
    form(v, action, &Fields::default(), &submit(v.lang, label))
}

pub fn submit(l: Lang, label: Text) -> Markup {
    html! { button type="submit" { (l.of(label)) } }
}

/// One control.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    l: Lang,
    name: &'a str,
    /// Tells the control apart from one of the same name in another form of the page.
    scope: &'a str,
    label: Text,
    value: &'a str,
    hint: Option<Text>,
    kind: &'a str,
    required: bool,
    max: usize,
    /// What is wrong with what was typed.
    wrong: Option<Text>,
}

impl<'a> Control<'a> {
    pub fn new(l: Lang, name: &'a str, label: Text, typed: &'a Fields) -> Self {
        Self {
            l,
            name,
            scope: "",
            label,
            value: typed.get(name),
            hint: None,
            kind: "text",
            required: false,
            max: 100,
            wrong: None,
        }
    }

    pub fn value(mut self, value: &'a str) -> Self {
        if self.value.is_empty() {
            self.value = value;
        }
        self
    }

    pub fn scope(mut self, scope: &'a str) -> Self {
        self.scope = scope;
        self
    }

    pub fn kind(mut self, kind: &'a str) -> Self {
        self.kind = kind;
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }

    pub fn max(mut self, max: usize) -> Self {
        self.max = max;
        self
    }

    /// Says beside the control what is wrong with it.
    pub fn wrong(mut self, wrong: Option<Text>) -> Self {
        self.wrong = wrong;
        self
    }

    fn id(&self) -> String {
        if self.scope.is_empty() { self.name.to_owned() } else { format!("{}-{}", self.scope, self.name) }
    }

    fn hint_id(&self) -> Option<String> {
        self.hint.map(|_| format!("{}-hint", self.id()))
    }

    /// What describes the control: its hint, and what is wrong.
    fn described(&self) -> Option<String> {
        let wrong = self.wrong.map(|_| format!("{}-wrong", self.id()));
        let ids: Vec<String> = self.hint_id().into_iter().chain(wrong).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.wrong.map(|_| "true")
    }

    fn wrong_text(&self) -> Markup {
        html! { @if let Some(text) = self.wrong { p.wrong id={ (self.id()) "-wrong" } { (self.l.of(text)) } } }
    }

    fn labelled(&self, control: &Markup) -> Markup {
        html! {
            div.field {
                label for=(self.id()) {
                    (self.l.of(self.label))
                    @if self.required { span.needed { (self.l.of(t::NEEDED)) } }
                }
                @if let (Some(hint), Some(id)) = (self.hint, self.hint_id()) { small id=(id) { (self.l.of(hint)) } }
                (self.wrong_text())
                (*control)
            }
        }
    }

    pub fn input(&self) -> Markup {
        let step = (self.kind == "datetime-local").then_some("1");
        let mode = (self.kind == "decimal").then_some("decimal");
        let kind = if self.kind == "decimal" { "text" } else { self.kind };
        self.labelled(&html! {
            input id=(self.id()) name=(self.name) type=(kind) value=(self.value) maxlength=(self.max)
                step=[step] inputmode=[mode] required[self.required] autocomplete=(self.autocomplete())
                aria-describedby=[self.described()] aria-invalid=[self.invalid()];
        })
    }

    fn autocomplete(&self) -> &'static str {
        match self.name {
            "login" => "username",
            "password" => "current-password",
            _ => "off",
        }
    }

    pub fn area(&self, rows: u32) -> Markup {
        self.labelled(&html! {
            textarea id=(self.id()) name=(self.name) rows=(rows) maxlength=(self.max) required[self.required]
                aria-describedby=[self.described()] aria-invalid=[self.invalid()] { (self.value) }
        })
    }

    /// A box to be ticked; its label stands beside it.
    pub fn check(&self) -> Markup {
        html! {
            div.field.tick {
                (self.wrong_text())
                label for=(self.id()) {
                    input id=(self.id()) name=(self.name) type="checkbox" value="yes" checked[self.value == "yes"]
                        aria-describedby=[self.described()] aria-invalid=[self.invalid()];
                    span { (self.l.of(self.label)) }
                }
                @if let (Some(hint), Some(id)) = (self.hint, self.hint_id()) { small id=(id) { (self.l.of(hint)) } }
            }
        }
    }

    /// A choice; the first option stands when nothing was chosen.
    pub fn select(&self, options: &[(String, String)]) -> Markup {
        self.labelled(&html! {
            select id=(self.id()) name=(self.name) required[self.required] aria-describedby=[self.described()] aria-invalid=[self.invalid()] {
                (choices(options, self.value))
            }
        })
    }

    /// A choice in groups.
    pub fn grouped(&self, groups: &[(String, Vec<(String, String)>)]) -> Markup {
        self.labelled(&html! {
            select id=(self.id()) name=(self.name) required[self.required] aria-describedby=[self.described()] aria-invalid=[self.invalid()] {
                option value="" { "—" }
                @for (group, options) in groups { optgroup label=(group) { (choices(options, self.value)) } }
            }
        })
    }

    pub fn file(&self, accept: &str) -> Markup {
        self.labelled(&html! {
            input id=(self.id()) name=(self.name) type="file" accept=(accept) required[self.required]
                aria-describedby=[self.described()] aria-invalid=[self.invalid()];
        })
    }
}

fn choices(options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        @for (value, label) in options {
            option value=(value) selected[!chosen.is_empty() && value == chosen] { (label) }
        }
    }
}

/// Rows of a definition list; what is not known is left out.
pub fn facts(rows: &[(&str, Option<Markup>)]) -> Markup {
    html! {
        dl {
            @for (name, value) in rows {
                @if let Some(value) = value { div { dt { (name) } dd { (*value) } } }
            }
        }
    }
}
