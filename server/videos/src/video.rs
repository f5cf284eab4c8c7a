//! Tag Video: lists, single videos, and the tables that their numbers stand in.

use openapi_stubs_runtime::{self as rt, Enumeration as _};
use peertube_api::models::video::VideoDescription;
use peertube_api::models::video_input::{VideoPrivacySet, VideoUpdate, ViewEvent};
use peertube_api::videos::video::{
    AddViewPath, AddViewPutPath, AddViewPutResponse, AddViewResponse, DelVideoPath,
    DelVideoResponse, GetCategoriesResponse, GetLanguagesQuery, GetLanguagesResponse,
    GetLicencesResponse, GetPrivaciesResponse, GetVideoDescPath, GetVideoDescResponse,
    GetVideoPath, GetVideoResponse, GetVideosQuery, GetVideosResponse, PutVideoPath,
    PutVideoResponse, SetVideoWatchingProgressPath, SetVideoWatchingProgressPostPath,
    SetVideoWatchingProgressPostResponse, SetVideoWatchingProgressResponse, Video,
};
use peertube_kernel::video::Privacy;
use peertube_kernel::{Result, catalog};
use peertube_web::Caller;
use peertube_web::video_list::{Scope, VideoListRequest};

use crate::{Videos, reference};

impl Video for Videos {
    async fn get_videos(
        &self,
        caller: Option<Caller>,
        query: GetVideosQuery,
    ) -> Result<GetVideosResponse> {
        let request = VideoListRequest::new(
            &self.shared,
            caller.as_ref(),
            Scope::Public,
            query.pagination,
            query.sort,
            query.video_filters,
        )?;
        let list = self.shared.list_videos(&request).await?;
        Ok(GetVideosResponse::Ok(list))
    }

    async fn get_categories(&self) -> Result<GetCategoriesResponse> {
        Ok(GetCategoriesResponse::Ok(labels(
            catalog::CATEGORIES.iter().copied(),
        )))
    }

    async fn get_licences(&self) -> Result<GetLicencesResponse> {
        Ok(GetLicencesResponse::Ok(labels(
            catalog::LICENCES.iter().copied(),
        )))
    }

    async fn get_privacies(&self) -> Result<GetPrivaciesResponse> {
        // What cannot be chosen yet is not offered.
        let offered = |privacy: &&Privacy| VideoPrivacySet::from_wire(privacy.id()).is_some();
        let privacies = Privacy::ALL.iter().filter(offered);
        Ok(GetPrivaciesResponse::Ok(labels(
            privacies.map(|privacy| (privacy.id(), privacy.label())),
        )))
    }

    async fn get_languages(&self, query: GetLanguagesQuery) -> Result<GetLanguagesResponse> {
        let all = query.scope.is_none();
        let languages = catalog::LANGUAGES
            .iter()
            .filter(|language| all || language.subtitle)
            .map(|language| (language.code, language.label));
        Ok(GetLanguagesResponse::Ok(labels(languages)))
    }

    async fn get_video(
        &self,
        caller: Option<Caller>,
        path: GetVideoPath,
    ) -> Result<GetVideoResponse> {
        let mut conn = self.shared.db.read().await?;
        let video = self.seen(&mut conn, caller.as_ref(), &path.id).await?;
        let details = self.details(&mut conn, caller.as_ref(), &video).await?;
        Ok(GetVideoResponse::Ok(details))
    }

    async fn put_video(
        &self,
        caller: Caller,
        path: PutVideoPath,
        body: Option<VideoUpdate>,
    ) -> Result<PutVideoResponse> {
        let reference = reference::read(&path.id)?;
        match body {
            Some(body) => self.update(&caller, reference, body).await?,
            // Nothing to change, but the caller hears whether it could have been.
            None => drop(self.updatable(&caller, reference).await?),
        }
        Ok(PutVideoResponse::NoContent)
    }

    async fn del_video(&self, caller: Caller, path: DelVideoPath) -> Result<DelVideoResponse> {
        self.delete(&caller, reference::read(&path.id)?).await?;
        Ok(DelVideoResponse::NoContent)
    }

    async fn get_video_desc(
        &self,
        caller: Option<Caller>,
        path: GetVideoDescPath,
    ) -> Result<GetVideoDescResponse> {
        let mut conn = self.shared.db.read().await?;
        let video = self.seen(&mut conn, caller.as_ref(), &path.id).await?;
        Ok(GetVideoDescResponse::Ok(VideoDescription {
            description: video.video.description,
        }))
    }

    async fn add_view(
        &self,
        caller: Option<Caller>,
        client: rt::Client,
        path: AddViewPath,
        body: ViewEvent,
    ) -> Result<AddViewResponse> {
        self.note_view(caller.as_ref(), &client, &path.id, body)
            .await?;
        Ok(AddViewResponse::NoContent)
    }

    async fn add_view_put(
        &self,
        caller: Option<Caller>,
        client: rt::Client,
        path: AddViewPutPath,
        body: ViewEvent,
    ) -> Result<AddViewPutResponse> {
        self.note_view(caller.as_ref(), &client, &path.id, body)
            .await?;
        Ok(AddViewPutResponse::NoContent)
    }

    async fn set_video_watching_progress_post(
        &self,
        caller: Option<Caller>,
        client: rt::Client,
        path: SetVideoWatchingProgressPostPath,
        body: ViewEvent,
    ) -> Result<SetVideoWatchingProgressPostResponse> {
        self.note_view(caller.as_ref(), &client, &path.id, body)
            .await?;
        Ok(SetVideoWatchingProgressPostResponse::NoContent)
    }

    async fn set_video_watching_progress(
        &self,
        caller: Option<Caller>,
        client: rt::Client,
        path: SetVideoWatchingProgressPath,
        body: ViewEvent,
    ) -> Result<SetVideoWatchingProgressResponse> {
        self.note_view(caller.as_ref(), &client, &path.id, body)
            .await?;
        Ok(SetVideoWatchingProgressResponse::NoContent)
    }
}

/// An object with a label for each key.
fn labels<K: ToString, M: FromIterator<(String, String)>>(
    entries: impl Iterator<Item = (K, &'static str)>,
) -> M {
    entries
        .map(|(key, label)| (key.to_string(), label.to_owned()))
        .collect()
}
