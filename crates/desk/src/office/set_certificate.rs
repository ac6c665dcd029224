//! The scan of an officer's certificate (人民警察证), which goes with every stop he signs.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SetCertificate;
use cordon_model::exchange::PaperKind;
use cordon_model::{Code, Officer, OfficerId, PaperId};
use serde::{Deserialize, Serialize};

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
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let paper = act.keep_paper(PaperKind::Certificate, content, None, Some(id), by)?;
            officer.certificate = Some(paper.id);
            act.put(&officer)?;
            Ok(CertificateSet { officer: id, paper: paper.id })
        },
    )
}
