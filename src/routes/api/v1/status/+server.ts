export const GET = ({ locals, request }) => locals.relais.status(request)
