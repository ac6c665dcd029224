//! Words of a query: one of those the description names, or refused.

use cordon_desk::Refusal;
use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// Refuses a word that `W` does not have. Without this an unknown word would quietly find nothing.
pub fn known<W: PartialSchema>(name: &str, word: Option<&str>) -> Result<(), Refusal> {
    let Some(word) = word else { return Ok(()) };
    let RefOr::T(Schema::Object(object)) = W::schema() else { return Ok(()) };
    let words = object.enum_values.unwrap_or_default();
    if words.iter().any(|known| known.as_str() == Some(word)) {
        return Ok(());
    }
    let all: Vec<&str> = words.iter().filter_map(|known| known.as_str()).collect();
    Err(Refusal::field(name, format!("has to be one of {}", all.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::shapes::words::MeasureKindWord;

    #[test]
    fn a_word_is_known_or_refused() {
        assert!(known::<MeasureKindWord>("kind", None).is_ok());
        assert!(known::<MeasureKindWord>("kind", Some("stop")).is_ok());
        let refusal = known::<MeasureKindWord>("kind", Some("Stop")).unwrap_err();
        assert!(refusal.detail.contains("delay, stop, freeze, hold, void, shut"), "{refusal}");
    }
}
