//! The scan of an officer's certificate (人民警察证), which goes with every stop he signs.

use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SetCertificate;
use cordon_journal::Fact;
use cordon_model::exchange::{Media, PaperKind};
use cordon_model::paper::PAPER_BYTES_MAX;
use cordon_model::{Code, Digest, Officer, OfficerId, Paper, PaperId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSet {
    pub officer: OfficerId,
    pub paper: PaperId,
}

pub fn set_certificate(desk: &Desk, call: &Call, id: OfficerId, content: &[u8]) -> Result<CertificateSet, Refusal> {
    desk.act::<SetCertificate, _, _>(
        call,
        |look| Ok((Resource::house(), look.find::<Officer>(id)?)),
        |_permit, act, mut officer| {
            if !officer.is_police() {
                return Err(Refusal::new(Code::NotPolice, id.to_string()));
            }
            let paper = act.certificate(id, content)?;
            officer.certificate = Some(paper.id);
            act.put(&paper)?;
            act.put(&officer)?;
            act.about(paper.id);
            act.fact("digest", Fact::digest(&paper.digest.0));
            Ok(CertificateSet { officer: id, paper: paper.id })
        },
    )
}

impl Act<'_, '_> {
    fn certificate(&mut self, officer: OfficerId, content: &[u8]) -> Result<Paper, Refusal> {
        if content.len() > PAPER_BYTES_MAX {
            let bytes = content.len();
            return Err(Refusal::new(Code::TooLarge, format!("{bytes} bytes; at most {PAPER_BYTES_MAX}")));
        }
        let media = Media::of(content)
            .ok_or_else(|| Refusal::new(Code::PaperInvalid, "the first bytes are neither JPG nor PDF"))?;
        let bytes = u64::try_from(content.len()).map_err(|_| Refusal::bare(Code::TooLarge))?;
        Ok(Paper {
            id: self.fresh.id(PaperId::make),
            kind: PaperKind::Certificate,
            media,
            case: None,
            officer: Some(officer),
            bytes,
            digest: Digest(Sha256::digest(content).into()),
            content: self.seal("certificate", content, format!("{bytes} B"))?,
            added_at: self.now(),
            added_by: self.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?,
        })
    }
}
