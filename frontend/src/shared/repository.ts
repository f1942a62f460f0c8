/** Where Gramreel's source is; hosts that build a worker take it from there. */
const REPOSITORY = 'https://github.com/gramreel/gramreel'

/** Render's page that makes a service of the blueprint in the repository (https://render.com/docs/deploy-to-render). */
export const DEPLOY_TO_RENDER = `https://render.com/deploy?repo=${encodeURIComponent(REPOSITORY)}`
