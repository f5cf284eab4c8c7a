//! What people may read about the instance.

use peertube_api::models::config as models;
use peertube_kernel::config;

/// The texts of the configuration, as they are written: Markdown. No operation stores pictures yet.
pub(crate) fn about(instance: &config::Instance) -> models::About {
    models::About {
        instance: models::AboutInstance {
            name: instance.name.clone(),
            short_description: instance.short_description.clone(),
            description: instance.description.clone(),
            terms: instance.terms.clone(),
            code_of_conduct: instance.code_of_conduct.clone(),
            hardware_information: instance.hardware_information.clone(),
            creation_reason: instance.creation_reason.clone(),
            moderation_information: instance.moderation_information.clone(),
            administrator: instance.administrator.clone(),
            maintenance_lifetime: instance.maintenance_lifetime.clone(),
            business_model: instance.business_model.clone(),
            languages: instance.languages.clone(),
            categories: instance.categories.clone(),
            banners: Vec::new(),
            avatars: Vec::new(),
        },
    }
}
